import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Problem } from '../api.ts';
import { Icon } from './icons.tsx';

interface FrameProps {
  readonly title: string;
  readonly openHelp: () => void;
  /** Where we are below the start page. */
  readonly crumbs?: ComponentChildren;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}

/** What every page has: the name of the house, the way here, and one main part. */
export function Frame({ title, openHelp, crumbs, tools, children, wide = false }: FrameProps) {
  useEffect(() => {
    document.title = title === '' ? 'rtgsim' : `${title} · rtgsim`;
  }, [title]);
  return (
    <div class={wide ? 'frame wide' : 'frame'}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="head">
        <nav aria-label="Way here">
          <a class="house" href="/">
            rtgsim
          </a>
          {crumbs}
        </nav>
        <div class="tools">
          {tools}
          <button type="button" class="quiet" onClick={openHelp} aria-label="Keys and help">
            <Icon name="key" />
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

export function Crumb({ href, children }: { href?: string; children: ComponentChildren }) {
  return (
    <>
      <span class="crumb-mark" aria-hidden="true">
        /
      </span>
      {href === undefined ? (
        <span class="crumb" aria-current="page">
          {children}
        </span>
      ) : (
        <a class="crumb" href={href}>
          {children}
        </a>
      )}
    </>
  );
}

/** Says what went wrong, why, and offers the way out. */
export function ProblemBox({ problem, retry, children }: { problem: Problem; retry?: () => void; children?: ComponentChildren }) {
  return (
    <div class="state-box" role="alert">
      <h2>{problem.title}</h2>
      <p>{problem.detail}</p>
      {problem.hint && <p class="hint">{problem.hint}</p>}
      <div class="actions">
        {retry && (
          <button type="button" onClick={retry}>
            Try again
          </button>
        )}
        {children}
      </div>
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p class="loading" role="status">
      {what} …
    </p>
  );
}
