// The thirteen types of event in their seven categories: the one table that badges, legend, filters and keys read.

export const CATEGORIES = ['transaction', 'policy', 'settlement', 'lsm', 'collateral', 'cost', 'system'] as const;
export type Category = (typeof CATEGORIES)[number];

export interface Kind {
  readonly name: string;
  readonly category: Category;
  /** Drawn on a field of 16 by 16, by strokes alone, so that it keeps its shape in one colour. */
  readonly glyph: string;
  readonly sentence: string;
}

export const KINDS: readonly Kind[] = [
  {
    name: 'Arrival',
    category: 'transaction',
    glyph: 'M3 8h8M8 4.5 11.5 8 8 11.5M13.5 3v10',
    sentence: 'A transaction joined its sender’s internal queue.',
  },
  {
    name: 'PolicySubmit',
    category: 'policy',
    glyph: 'M8 13V4M4.5 7 8 3.5 11.5 7',
    sentence: 'The agent submitted a transaction to the RTGS system.',
  },
  {
    name: 'PolicyHold',
    category: 'policy',
    glyph: 'M5.5 3.5v9M10.5 3.5v9',
    sentence: 'The agent left a transaction where it is, or took it back.',
  },
  {
    name: 'PolicyDrop',
    category: 'policy',
    glyph: 'M4 4l8 8M12 4l-8 8',
    sentence: 'A transaction was dropped and will never settle.',
  },
  {
    name: 'PolicySplit',
    category: 'policy',
    glyph: 'M2.5 8H6l5-4.5h2.5M6 8l5 4.5h2.5',
    sentence: 'The agent replaced a transaction by its parts.',
  },
  {
    name: 'CollateralPost',
    category: 'collateral',
    glyph: 'M8 3v10M3 8h10',
    sentence: 'The agent posted collateral, which raises its credit line.',
  },
  {
    name: 'CollateralWithdraw',
    category: 'collateral',
    glyph: 'M3 8h10',
    sentence: 'The agent took collateral back.',
  },
  {
    name: 'Settlement',
    category: 'settlement',
    glyph: 'M3 8.5l3.5 3.5L13 4.5',
    sentence: 'A transaction settled alone, finally and at its full value.',
  },
  {
    name: 'QueuedRtgs',
    category: 'settlement',
    glyph: 'M3 4.5h10M3 8h10M3 11.5h5',
    sentence: 'The sender could not fund a transaction; it waits in the central queue.',
  },
  {
    name: 'LsmBilateralOffset',
    category: 'lsm',
    glyph: 'M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.5 8 4 10.5 6.5 13',
    sentence: 'Transactions of two agents in opposite directions settled together.',
  },
  {
    name: 'LsmCycleSettlement',
    category: 'lsm',
    glyph: 'M12.8 6.6A5 5 0 1 0 13 8.6M13.4 3.4v3.4H10',
    sentence: 'Transactions of several agents settled together.',
  },
  {
    name: 'CostAccrual',
    category: 'cost',
    glyph: 'M11.5 5A4.2 4.2 0 1 0 11.5 11M2.8 7h6M2.8 9h6',
    sentence: 'What the tick cost the agent.',
  },
  {
    name: 'EndOfDay',
    category: 'system',
    glyph: 'M11.8 10A5 5 0 1 1 6 4.2 4.2 4.2 0 0 0 11.8 10Z',
    sentence: 'A day ended; what was unsettled is counted.',
  },
];

const BY_NAME = new Map(KINDS.map((kind) => [kind.name, kind]));

export function kindOf(name: string): Kind {
  const kind = BY_NAME.get(name);
  if (!kind) throw new Error(`an event is of a type that this page does not know: ${name}`);
  return kind;
}

export function kindsOf(category: Category): readonly Kind[] {
  return KINDS.filter((kind) => kind.category === category);
}

/** What people read: `lsm` is an abbreviation. */
export function categoryLabel(category: Category): string {
  return category === 'lsm' ? 'Liquidity saving' : category.charAt(0).toUpperCase() + category.slice(1);
}
