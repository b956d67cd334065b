// Everyone can use every page: in light, dark and forced colours, with keys alone, on a narrow screen.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import type { EventPage } from '../../src/api.ts';
import { ask, chosenSeq, listed, seen, withBrowser } from './browser.ts';

withBrowser();

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

async function violations(page: Page): Promise<string[]> {
  // As the inspector runs it: the page's own policy lets no such script in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = await page.evaluate(
    async (tags) => ((await (window as unknown as { axe: { run(o: object): Promise<{ violations: Violation[] }> } }).axe.run({ runOnly: tags })).violations),
    TAGS,
  );
  return found.flatMap((one) => one.nodes.map((node) => `${one.id} ${node.target.join(' ')}: ${node.failureSummary}`));
}

// Low, since every row is looked at and rows are alike.
const viewport = { width: 1440, height: 560 };
const THEMES: [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light', viewport }],
  ['dark', { colorScheme: 'dark', viewport }],
  ['forced colours', { forcedColors: 'active', viewport }],
  ['light, narrow', { colorScheme: 'light', viewport: { width: 320, height: 640 } }],
];

const STATES: [string, string, (page: Page) => Promise<void>][] = [
  ['runs', '/', (page) => page.locator('tbody tr').first().waitFor()],
  ['timeline', '/simulations/thirteen', listed],
  [
    'timeline with a selection and raw JSON',
    '/simulations/thirteen?category=lsm,settlement&selected=30',
    async (page) => {
      await listed(page);
      await page.keyboard.press('j');
      await chosenSeq(page);
      await page.locator('summary').click();
    },
  ],
  ['legend', '/simulations/thirteen?legend=open&category=policy', listed],
  [
    'filters with an error',
    '/simulations/thirteen',
    async (page) => {
      await listed(page);
      await page.keyboard.press('/');
      await page.getByLabel('From tick').fill('x');
      await page.getByText('A whole number').waitFor();
    },
  ],
  ['nothing found', '/simulations/thirteen?tx_id=tx_99999999', (page) => page.getByText('No event matches').waitFor()],
  [
    'help',
    '/simulations/thirteen',
    async (page) => {
      await listed(page);
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'all cleared, with Undo',
    '/simulations/thirteen?category=lsm',
    async (page) => {
      await listed(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      await page.waitForTimeout(250);
    },
  ],
  ['event', '/simulations/thirteen/events/20', (page) => page.getByRole('heading', { level: 1 }).waitFor()],
  ['transaction', '/simulations/thirteen/transactions/tx_00000005', (page) => page.getByRole('heading', { level: 1 }).waitFor()],
  ['agent', '/simulations/thirteen/agents/BANK_E', (page) => page.locator('.plot canvas').nth(2).waitFor()],
];

describe.each(THEMES)('in %s', (_, options) => {
  it('axe finds no violation on any page, in any state', async () => {
    const found: string[] = [];
    for (const [name, path, arrive] of STATES) {
      await seen(
        path,
        async (page) => {
          await arrive(page);
          found.push(...(await violations(page)).map((violation) => `${name}: ${violation}`));
        },
        options,
      );
    }
    await seen(
      '/',
      async (page) => {
        await page.getByText('No simulation is stored here yet').waitFor();
        found.push(...(await violations(page)).map((violation) => `no runs: ${violation}`));
      },
      options,
      inject('emptyServer'),
    );
    expect(found).toEqual([]);
  });
});

it('a screen 320 pixels wide needs no scrolling to the side, and every control is at least 24 pixels', async () => {
  for (const path of ['/', '/simulations/thirteen?selected=3', '/simulations/thirteen/events/20', '/simulations/thirteen/transactions/tx_00000005', '/simulations/thirteen/agents/BANK_E']) {
    await seen(
      path,
      async (page) => {
        await page.locator('h1').first().waitFor({ state: 'attached' });
        await page.waitForTimeout(300);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
        const small = await page.locator('button:visible, input:visible, select:visible, .bar, .tool:visible').evaluateAll((all) =>
          all
            .filter((one) => !(one instanceof HTMLInputElement && one.closest('label')))
            .map((one) => ({ name: one.outerHTML.slice(0, 80), box: one.getBoundingClientRect() }))
            .filter(({ box }) => box.width < 24 || box.height < 24)
            .map(({ name }) => name),
        );
        expect(small).toEqual([]);
      },
      { viewport: { width: 320, height: 640 } },
    );
  }
});

it('with keys alone one goes from the list of runs to a filtered event, its transaction and back', () =>
  seen('/', async (page) => {
    await page.locator('tbody tr').first().waitFor();
    const until = async (name: string | RegExp, role: 'link' | 'button' | 'textbox' | 'grid') => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab');
        const is = await page.evaluate(() => {
          const active = document.activeElement;
          const text = active?.getAttribute('aria-label') ?? (active as HTMLInputElement | null)?.labels?.[0]?.textContent ?? active?.textContent ?? '';
          return { text, tag: active?.tagName ?? '', role: active?.getAttribute('role') };
        });
        if (role === 'grid' ? is.role === 'row' : typeof name === 'string' ? is.text.trim() === name : name.test(is.text)) return;
      }
      throw new Error(`Tab never reached ${name}`);
    };
    await until('thirteen', 'link');
    await page.keyboard.press('Enter');
    await listed(page);
    await until('From tick', 'textbox');
    await page.keyboard.type('4');
    await expect.poll(() => new URL(page.url()).search).toBe('?tick_min=4');
    await listed(page);
    await until('', 'grid');
    await page.keyboard.press('ArrowDown');
    const seq = await chosenSeq(page);
    const { events } = await ask<EventPage>('/api/simulations/thirteen/events?tick_min=4&limit=2');
    expect(events.map((event) => event.seq)).toContain(seq);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Escape');
    await listed(page);
  }));

it('a screen reader finds a grid that knows its size, its place and its selection', () =>
  seen('/simulations/million', async (page) => {
    await listed(page);
    const { events } = await ask<{ events: number }>('/api/simulations/million');
    const grid = page.getByRole('grid', { name: /Events of million/ });
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(events + 1));
    await page.keyboard.press('End');
    await expect.poll(() => chosenSeq(page)).toBe(events - 1);
    const row = page.locator('.row.chosen');
    expect(await row.getAttribute('aria-rowindex')).toBe(String(events + 1));
    expect(await row.getAttribute('aria-selected')).toBe('true');
    expect(await page.getByRole('scrollbar').getAttribute('aria-valuetext')).toMatch(/^event \d+ of \d+, tick 1999$/);
    expect(await grid.getAttribute('aria-colcount')).toBe('8');
  }));
