// Filters saved by name. They stay in this browser; a link shares one.

import { activeFilters, readView, writeView, type Filters, type Sort, PLAIN_VIEW } from './view.ts';

const KEY = 'rtgsim.saved_filters';

export interface SavedFilter {
  readonly name: string;
  /** As in an address, so that a saved one and a link are the same thing. */
  readonly search: string;
}

export function savedFilters(storage: Storage): SavedFilter[] {
  const text = storage.getItem(KEY);
  if (text === null) return [];
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (notJson) {
    if (notJson instanceof SyntaxError) return [];
    throw notJson;
  }
  if (!Array.isArray(list)) return [];
  return list.filter(
    (one): one is SavedFilter =>
      typeof one === 'object' && one !== null && typeof (one as SavedFilter).name === 'string' && typeof (one as SavedFilter).search === 'string',
  );
}

/** Saves under the name, in place of one that has it. */
export function saveFilter(storage: Storage, name: string, filters: Filters, sort: Sort): SavedFilter[] {
  const one: SavedFilter = { name, search: writeView({ ...PLAIN_VIEW, filters, sort }) };
  const list = [...savedFilters(storage).filter((other) => other.name !== name), one].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  storage.setItem(KEY, JSON.stringify(list));
  return list;
}

export function forgetFilter(storage: Storage, name: string): SavedFilter[] {
  const list = savedFilters(storage).filter((other) => other.name !== name);
  storage.setItem(KEY, JSON.stringify(list));
  return list;
}

export function filtersOf(saved: SavedFilter): { filters: Filters; sort: Sort; count: number } {
  const { filters, sort } = readView(saved.search).view;
  return { filters, sort, count: activeFilters(filters).length };
}
