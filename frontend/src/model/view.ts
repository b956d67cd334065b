// What is looked at: filters, order, selection and which panels are open. All of it is in the URL, readable, and nowhere else.

export const FILTER_NAMES = [
  'tick',
  'tick_min',
  'tick_max',
  'seq_min',
  'seq_max',
  'time_from',
  'time_to',
  'day',
  'agent_id',
  'role',
  'tx_id',
  'event_type',
  'category',
  'amount_min',
  'amount_max',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** Values of one name are alternatives, names must all hold: as in the API. */
export type Filters = { readonly [name in FilterName]?: readonly string[] };

export type Sort = 'tick_asc' | 'tick_desc';

export interface View {
  readonly filters: Filters;
  readonly sort: Sort;
  /** The seq of the selected event. */
  readonly selected: number | null;
  readonly panelOpen: boolean;
  readonly legendOpen: boolean;
}

export const PLAIN_VIEW: View = { filters: {}, sort: 'tick_asc', selected: null, panelOpen: true, legendOpen: false };

const SEVERAL: ReadonlySet<FilterName> = new Set(['tick', 'day', 'agent_id', 'tx_id', 'event_type', 'category']);

/** Reads the part of an address after `?`. A comma inside a value is written %2C, so that lists stay readable. */
export function readView(search: string): { view: View; unknown: string[] } {
  const filters: { [name in FilterName]?: string[] } = {};
  const unknown: string[] = [];
  let { sort, selected, panelOpen, legendOpen } = PLAIN_VIEW;
  for (const pair of search.replace(/^\?/, '').split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const raw = equals < 0 ? '' : pair.slice(equals + 1);
    const value = decode(raw);
    if (isFilterName(name)) {
      const values = SEVERAL.has(name) ? raw.split(',').map(decode) : [value];
      const given = values.filter((text) => text !== '');
      if (given.length > 0) filters[name] = SEVERAL.has(name) ? [...(filters[name] ?? []), ...given] : given;
    } else if (name === 'sort' && (value === 'tick_asc' || value === 'tick_desc')) sort = value;
    else if (name === 'selected' && /^\d{1,15}$/.test(value)) selected = Number(value);
    else if (name === 'filters' && value === 'closed') panelOpen = false;
    else if (name === 'legend' && value === 'open') legendOpen = true;
    else unknown.push(pair);
  }
  return { view: { filters, sort, selected, panelOpen, legendOpen }, unknown };
}

/** The part of an address after the path, with its `?`; empty for the plain view. */
export function writeView(view: View): string {
  const pairs: string[] = [];
  for (const name of FILTER_NAMES) {
    const values = view.filters[name];
    if (values && values.length > 0) pairs.push(`${name}=${values.map(encode).join(',')}`);
  }
  if (view.sort !== 'tick_asc') pairs.push(`sort=${view.sort}`);
  if (view.selected !== null) pairs.push(`selected=${view.selected}`);
  if (!view.panelOpen) pairs.push('filters=closed');
  if (view.legendOpen) pairs.push('legend=open');
  return pairs.length === 0 ? '' : '?' + pairs.join('&');
}

/** The filters as the API takes them: one parameter a value, since an agent's id may hold a comma. */
export function filterParameters(filters: Filters): [string, string][] {
  return FILTER_NAMES.flatMap((name) => (filters[name] ?? []).map((value): [string, string] => [name, value]));
}

/** How many properties are filtered by; what the badge shows. The role alone asks for nothing. */
export function activeFilters(filters: Filters): FilterName[] {
  return FILTER_NAMES.filter((name) => name !== 'role' && (filters[name]?.length ?? 0) > 0);
}

/** The filters with one property set anew; nothing clears it. */
export function withFilter(filters: Filters, name: FilterName, values: readonly string[]): Filters {
  const { [name]: _, ...others } = filters;
  const next: Filters = values.length > 0 ? { ...others, [name]: values } : others;
  if (next.role && !next.agent_id) {
    const { role: _role, ...rest } = next;
    return rest;
  }
  return next;
}

/** Adds the value, or takes it away if it is there. */
export function toggled(values: readonly string[] | undefined, value: string): string[] {
  const list = values ?? [];
  return list.includes(value) ? list.filter((other) => other !== value) : [...list, value];
}

function isFilterName(name: string): name is FilterName {
  return (FILTER_NAMES as readonly string[]).includes(name);
}

function encode(value: string): string {
  return encodeURIComponent(value).replace(/%3A/g, ':');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch (malformed) {
    if (malformed instanceof URIError) return text;
    throw malformed;
  }
}
