import { categoryLabel, kindOf, kindsOf, type Category, type Kind } from '../model/kinds.ts';

/** The glyph of a type on the colour of its category. The name beside it says the same, so it is hidden from screen readers. */
export function Glyph({ kind }: { kind: Kind }) {
  return (
    <span class={`glyph category-${kind.category}`} aria-hidden="true">
      <svg viewBox="0 0 16 16" width="16" height="16">
        <path d={kind.glyph} />
      </svg>
    </span>
  );
}

export function TypeBadge({ type }: { type: string }) {
  return (
    <span class="badge">
      <Glyph kind={kindOf(type)} />
      <span class="badge-name">{type}</span>
    </span>
  );
}

export function CategoryBadge({ category }: { category: Category }) {
  return (
    <span class="badge">
      <Glyph kind={kindsOf(category)[0]!} />
      <span class="badge-name">{categoryLabel(category)}</span>
    </span>
  );
}

const ICONS = {
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  close: 'M4 4l8 8M12 4l-8 8',
  filter: 'M2 3.5h12l-4.5 5.5v4l-3 1v-5z',
  download: 'M8 2.5v8M4.5 7 8 10.5 11.5 7M3 13.5h10',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  back: 'M13 8H3.5M7 4 3 8l4 4',
  key: 'M2.5 4.5h11v7h-11zM5 9.5h6M5 7h.01M8 7h.01M11 7h.01',
} as const;

export function Icon({ name }: { name: keyof typeof ICONS }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
