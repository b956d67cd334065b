import { describe, expect, it } from 'vitest';
import { pathOf, placeOf, type Place } from '../../src/model/address.ts';
import { activeFilters, filterParameters, PLAIN_VIEW, readView, toggled, withFilter, writeView, type View } from '../../src/model/view.ts';
import { readDays, ranges } from '../../src/parts/filter-panel.tsx';

const FULL: View = {
  filters: {
    tick_min: ['10'],
    tick_max: ['20'],
    day: ['0', '2'],
    agent_id: ['BANK_A', 'Ünïcode, Bank', 'a&b=c'],
    role: ['sender'],
    tx_id: ['tx_00000001'],
    event_type: ['Arrival', 'Settlement'],
    category: ['lsm'],
    amount_min: ['-5'],
    time_from: ['2026-01-05T09:30:00'],
  },
  sort: 'tick_desc',
  selected: 4312,
  panelOpen: false,
  legendOpen: true,
};

describe('the view in the address', () => {
  it('comes back as it went', () => {
    expect(readView(writeView(FULL))).toEqual({ view: FULL, unknown: [] });
    expect(readView(writeView(PLAIN_VIEW))).toEqual({ view: PLAIN_VIEW, unknown: [] });
  });
  it('is readable', () => {
    expect(writeView({ ...PLAIN_VIEW, filters: { tick_min: ['10'], category: ['lsm', 'cost'] }, selected: 7 })).toBe('?tick_min=10&category=lsm,cost&selected=7');
    expect(writeView(PLAIN_VIEW)).toBe('');
  });
  it('names what it does not know instead of dropping it silently', () => {
    expect(readView('?tick_mni=1&sort=up&selected=-1').unknown).toEqual(['tick_mni=1', 'sort=up', 'selected=-1']);
  });
  it('takes broken percent signs as they are', () => {
    expect(readView('?agent_id=%zz').view.filters.agent_id).toEqual(['%zz']);
  });
  it('gives the API one parameter a value, so that an id with a comma stays one', () => {
    expect(filterParameters({ agent_id: ['a,b', 'c'], tick_min: ['1'] })).toEqual([
      ['tick_min', '1'],
      ['agent_id', 'a,b'],
      ['agent_id', 'c'],
    ]);
  });
});

describe('filters', () => {
  it('count properties, and a role alone asks for nothing', () => {
    expect(activeFilters(FULL.filters).length).toBe(9);
    expect(withFilter({ agent_id: ['A'], role: ['sender'] }, 'agent_id', [])).toEqual({});
  });
  it('toggle a value', () => {
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(undefined, 'a')).toEqual(['a']);
  });
  it('read days and ranges of them', () => {
    expect(readDays('0, 2-4', 5)).toEqual({ values: ['0', '2', '3', '4'] });
    expect(readDays('6', 5)).toEqual({ error: '0 to 5' });
    expect(readDays('4-2', 5)).toHaveProperty('error');
    expect(readDays('two', 5)).toHaveProperty('error');
    expect(ranges(['4', '0', '2', '3'])).toBe('0, 2-4');
  });
});

describe('places', () => {
  const places: Place[] = [
    { page: 'runs' },
    { page: 'timeline', id: 'a-1.x' },
    { page: 'event', id: 'a', event: '87e45b68-f057-8090-8000-000000000009' },
    { page: 'transaction', id: 'a', tx: 'tx_00000001' },
    { page: 'agent', id: 'a', agent: 'Ünï/code, Bank?' },
  ];
  it.each(places)('$page has an address that leads back to it', (place) => {
    expect(placeOf(pathOf(place))).toEqual(place);
  });
  it('are nowhere else', () => {
    for (const path of ['/x', '/simulations/a/b', '/simulations/a/events/1/2', '/simulations/%zz']) expect(placeOf(path).page).toBe('nowhere');
  });
});
