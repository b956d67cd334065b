import { expect, it } from 'vitest';
import { CATEGORIES, KINDS, kindOf, kindsOf } from '../../src/model/kinds.ts';
import { forgetFilter, filtersOf, savedFilters, saveFilter } from '../../src/model/saved.ts';
import { amountOf, note, parties } from '../../src/model/sight.ts';
import type { EventRow } from '../../src/api.ts';

it('there are thirteen types in seven categories, each with a glyph of its own and a sentence', () => {
  expect(KINDS.length).toBe(13);
  expect(CATEGORIES.flatMap(kindsOf).length).toBe(13);
  expect(new Set(KINDS.map((kind) => kind.glyph)).size).toBe(13);
  for (const kind of KINDS) expect(kind.sentence).toMatch(/^[A-Z].*\.$/);
  expect(() => kindOf('Nothing')).toThrow('does not know: Nothing');
});

class Memory implements Storage {
  private readonly map = new Map<string, string>();
  get length() {
    return this.map.size;
  }
  clear = () => this.map.clear();
  getItem = (key: string) => this.map.get(key) ?? null;
  key = (at: number) => [...this.map.keys()][at] ?? null;
  removeItem = (key: string) => void this.map.delete(key);
  setItem = (key: string, value: string) => void this.map.set(key, value);
}

it('saved filters come back by name, in order, once each', () => {
  const storage = new Memory();
  saveFilter(storage, 'late', { category: ['lsm'] }, 'tick_desc');
  saveFilter(storage, 'early', { tick_max: ['5'] }, 'tick_asc');
  saveFilter(storage, 'late', { category: ['cost', 'lsm'] }, 'tick_desc');
  expect(savedFilters(storage).map((one) => one.name)).toEqual(['early', 'late']);
  expect(filtersOf(savedFilters(storage)[1]!)).toEqual({ filters: { category: ['cost', 'lsm'] }, sort: 'tick_desc', count: 1 });
  expect(forgetFilter(storage, 'late').length).toBe(1);
});

it('what something else left in the store of the browser is no saved filter', () => {
  const storage = new Memory();
  for (const text of ['nonsense', '{}', '[1,{"name":2}]']) {
    storage.setItem('rtgsim.saved_filters', text);
    expect(savedFilters(storage)).toEqual([]);
  }
});

const event = (event_type: string, details: EventRow['details'], agent_id: string | null = 'A'): EventRow => ({
  event_id: '',
  seq: 0,
  simulation_id: '',
  tick: 0,
  day: 0,
  event_timestamp: '',
  event_type,
  category: kindOf(event_type).category,
  agent_id,
  tx_id: null,
  details,
});

it('an event shows who, how much and what', () => {
  const queued = event('QueuedRtgs', { sender_id: 'A', receiver_id: 'B', amount: 5, cause: 'bilateral_limit', shortfall: 2 });
  expect(parties(queued)).toEqual({ from: 'A', to: 'B', others: 0 });
  expect(amountOf(queued)).toBe(5);
  expect(note(queued)).toBe('bilateral limit, short by 2');
  const offset = event('LsmBilateralOffset', { agents: ['A', 'B'], tx_ids: ['x', 'y'], amounts: [1, 2], amount_a: '9007199254740993', amount_b: 1, liquidity_used: 0, at_entry: true });
  expect(amountOf(offset)).toBe('9007199254740994');
  expect(note(offset)).toBe('2 transactions, at entry');
  const day = event('EndOfDay', { day: 1, unsettled_count: 1, unsettled_value: 7, total_penalties: 0 }, null);
  expect(parties(day)).toBeNull();
  expect(note(day)).toBe('day 1, 1 transaction unsettled');
  expect(() => amountOf(event('CostAccrual', {}))).toThrow('an event has no total');
});
