import { expect, it } from 'vitest';
import { Problem, type EventPage, type EventRow, type Located } from '../../src/api.ts';
import { EventRows, PAGE, type Pages } from '../../src/model/rows.ts';
import type { Sort } from '../../src/model/view.ts';

/** Serves the ranks of a set as events, by the rules of the API's cursors, and keeps what it was asked. */
class Served implements Pages {
  readonly asked: string[] = [];
  failing = false;

  constructor(public total: number) {}

  async events(_id: string, _filters: object, _sort: string, limit: number, cursor: string | null): Promise<EventPage> {
    this.asked.push(cursor ?? 'first');
    if (this.failing) throw new Problem(0, 'No answer', '', null);
    const from = cursor === null ? 0 : Number(cursor);
    const until = Math.min(this.total, from + limit);
    const events = Array.from({ length: until - from }, (_, i) => ({ seq: 3 * (from + i) }) as EventRow);
    return { events, total: this.total, next: until < this.total ? String(until) : null, prev: from > 0 ? String(from - limit) : null };
  }

  async locate(_id: string, _filters: object, _sort: string, _by: string, value: number): Promise<Located> {
    this.asked.push(`locate ${value}`);
    return { rank: value, seq: 3 * value, tick: 0, cursor: String(value), total: this.total };
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 60));

async function opened(total: number, sort: Sort = 'tick_asc'): Promise<[EventRows, Served]> {
  const served = new Served(total);
  const rows = new EventRows('run', {}, sort, served);
  rows.want(0, 1);
  await settled();
  return [rows, served];
}

it('the first page tells the total, and a neighbour is reached by its cursor', async () => {
  const [rows, served] = await opened(1_000);
  expect(rows.total).toBe(1_000);
  rows.want(90, 130);
  await settled();
  expect(rows.at(PAGE)?.seq).toBe(3 * PAGE);
  expect(served.asked).toEqual(['first', '100']);
});

it('a far rank is located, and every rank has its own event', async () => {
  const [rows, served] = await opened(1_000_000);
  rows.want(499_990, 500_010);
  await settled();
  expect(served.asked.filter((asked) => asked.startsWith('locate')).length).toBeGreaterThan(0);
  for (let rank = 499_990; rank < 500_010; rank++) expect(rows.at(rank)?.seq).toBe(3 * rank);
  rows.want(999_990, 1_000_000);
  await settled();
  expect(rows.at(999_999)?.seq).toBe(2_999_997);
  expect(rows.at(1_000_000)).toBeUndefined();
});

it('memory is bounded by what was in sight last', async () => {
  const [rows] = await opened(1_000_000);
  for (let first = 0; first < 100 * PAGE; first += PAGE) {
    rows.want(first, first + PAGE);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await settled();
  expect(rows.at(0)).toBeUndefined();
  expect(rows.at(99 * PAGE)?.seq).toBe(3 * 99 * PAGE);
});

it('what is not wanted any more is given up', async () => {
  const [rows, served] = await opened(1_000_000);
  for (let first = 1_000; first < 900_000; first += 1_000) rows.want(first, first + 20);
  await settled();
  await settled();
  expect(rows.at(899_000)?.seq).toBe(3 * 899_000);
  expect(served.asked.filter((asked) => !asked.startsWith('locate')).length).toBeLessThan(5);
});

it('a problem is kept until it is tried again', async () => {
  const [rows, served] = await opened(1_000);
  served.failing = true;
  rows.want(500, 520);
  await settled();
  expect(rows.problem?.title).toBe('No answer');
  served.failing = false;
  rows.retry();
  await settled();
  expect(rows.problem).toBeNull();
  expect(rows.at(510)?.seq).toBe(1_530);
});

it('an empty set has a total too', async () => {
  const [rows] = await opened(0);
  expect(rows.total).toBe(0);
  rows.want(0, 30);
  await settled();
  expect(rows.at(0)).toBeUndefined();
});

it('a set that grows goes on at its end, and what was there before is not asked for again', async () => {
  const [rows, served] = await opened(250);
  rows.want(0, 250);
  await settled();
  served.total = 420;
  await rows.grow();
  expect(rows.total).toBe(420);
  rows.want(180, 420);
  await settled();
  await settled();
  for (let rank = 0; rank < 420; rank++) expect(rows.at(rank)?.seq).toBe(3 * rank);
  expect(served.asked.filter((asked) => !asked.startsWith('locate'))).toEqual(['first', '100', '200', '200', '300', '400']);
});

it('newest first, a set grows for one who sees its first page, and not under the eyes of another', async () => {
  const [rows, served] = await opened(1_000, 'tick_desc');
  rows.want(300, 330);
  await settled();
  served.total = 2_000;
  await rows.grow();
  expect(rows.total).toBe(1_000);
  rows.want(0, 30);
  await rows.grow();
  expect(rows.total).toBe(2_000);
  expect(rows.at(300)).toBeUndefined();
});

it('what is here stays when a set cannot be asked whether it has grown', async () => {
  const [rows, served] = await opened(50);
  served.failing = true;
  await rows.grow();
  expect(rows.problem).toBeNull();
  expect(rows.at(49)?.seq).toBe(147);
});
