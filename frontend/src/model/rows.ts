// The filtered set of events by rank: pages of it, fetched as they come into sight and forgotten when they have long been out of it.

import { api, Problem, type EventPage, type EventRow, type Located } from '../api.ts';
import type { Filters, Sort } from './view.ts';

export const PAGE = 100;
const PAGES_KEPT = 40;
const AT_ONCE = 2;
const PAUSE = 30;

/** The writer of a run that goes on has its file for itself just now. */
const ASK_AGAIN = 503;
const AGAIN_AFTER = 1_000;

export type Pages = Pick<typeof api, 'events' | 'locate'>;

export class EventRows {
  /** Of the whole filtered set; null until the first page is here. */
  total: number | null = null;
  problem: Problem | null = null;

  private readonly pages = new Map<number, EventPage>();
  private readonly loading = new Map<number, AbortController>();
  private wanted: number[] = [];
  private firstInSight = 0;
  private isGrowing = false;
  private readonly listeners = new Set<() => void>();
  private readonly end = new AbortController();

  constructor(
    readonly id: string,
    readonly filters: Filters,
    readonly sort: Sort,
    private readonly source: Pages = api,
  ) {}

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The event at a rank, if its page is here. */
  at(rank: number): EventRow | undefined {
    const number = Math.floor(rank / PAGE);
    const page = this.pages.get(number);
    return page?.events[rank - number * PAGE];
  }

  /** The rank of an event that is here. */
  rankOf(seq: number): number | null {
    for (const [number, page] of this.pages) {
      const at = page.events.findIndex((event) => event.seq === seq);
      if (at >= 0) return number * PAGE + at;
    }
    return null;
  }

  /** Fetches what is missing of the ranks, `until` excluded; what was wanted before and is not any more is given up. */
  want(first: number, until: number): void {
    const last = this.total === null ? 0 : Math.max(0, this.total - 1);
    const from = Math.floor(Math.min(first, last) / PAGE);
    const to = Math.floor(Math.min(Math.max(first, until - 1), last) / PAGE);
    this.firstInSight = from;
    this.wanted = [];
    for (let number = from; number <= to; number++) {
      const page = this.pages.get(number);
      if (page) this.touch(number, page);
      else this.wanted.push(number);
    }
    for (const [number, controller] of this.loading) {
      if (this.wanted.includes(number)) continue;
      controller.abort();
      this.loading.delete(number);
    }
    this.next();
  }

  locate(by: 'seq' | 'tick' | 'rank', value: number, signal?: AbortSignal): Promise<Located> {
    return this.source.locate(this.id, this.filters, this.sort, by, value, signal ?? this.end.signal);
  }

  /** Tries again after a problem. */
  retry(): void {
    this.problem = null;
    this.changed();
    this.next();
  }

  /**
   * Looks for events that have come since. Ascending they are at the end, and ranks stay. Descending all ranks move, so they are shown to one who sees the first
   * page, and to others when they come there.
   */
  async grow(): Promise<void> {
    if (this.total === null || this.problem !== null || this.isGrowing) return;
    const ascending = this.sort === 'tick_asc';
    if (!ascending && this.firstInSight > 0) return;
    const number = ascending ? Math.floor(Math.max(0, this.total - 1) / PAGE) : 0;
    this.isGrowing = true;
    try {
      const cursor = await this.cursorOf(number, this.end.signal);
      const page = await this.source.events(this.id, this.filters, this.sort, PAGE, cursor, this.end.signal);
      if (!ascending) this.pages.clear();
      this.pages.set(number, page);
      this.total = page.total;
      this.forget();
    } catch (failure) {
      // What is here stays, and it is asked again when the run has grown more.
      if (!this.end.signal.aborted && !(failure instanceof Problem)) throw failure;
    } finally {
      this.isGrowing = false;
    }
    this.changed();
  }

  close(): void {
    this.end.abort();
    for (const controller of this.loading.values()) controller.abort();
    this.listeners.clear();
  }

  private next(): void {
    for (const number of this.wanted) {
      if (this.problem !== null || this.loading.size >= AT_ONCE) return;
      if (this.loading.has(number) || this.pages.has(number)) continue;
      void this.load(number);
    }
  }

  private async load(number: number): Promise<void> {
    const controller = new AbortController();
    this.loading.set(number, controller);
    try {
      const cursor = await this.cursorOf(number, controller.signal);
      if (controller.signal.aborted) return;
      const page = await this.source.events(this.id, this.filters, this.sort, PAGE, cursor, controller.signal);
      if (controller.signal.aborted) return;
      this.pages.set(number, page);
      this.total = page.total;
      this.forget();
    } catch (failure) {
      if (controller.signal.aborted) return;
      if (!(failure instanceof Problem)) throw failure;
      if (failure.status === ASK_AGAIN) await pause(AGAIN_AFTER);
      else this.problem = failure;
    } finally {
      if (this.loading.get(number) === controller) this.loading.delete(number);
    }
    this.changed();
    this.next();
  }

  /** A page beside one that is here is reached by its cursor, the first without any, others by their rank. */
  private async cursorOf(number: number, signal: AbortSignal): Promise<string | null> {
    if (number === 0) return null;
    const before = this.pages.get(number - 1);
    if (before?.next) return before.next;
    const after = this.pages.get(number + 1);
    if (after?.prev) return after.prev;
    // While the bar is dragged most places are left again before they are of use.
    await pause(PAUSE);
    if (signal.aborted) return null;
    const located = await this.source.locate(this.id, this.filters, this.sort, 'rank', number * PAGE, signal);
    return located.cursor;
  }

  private touch(number: number, page: EventPage): void {
    this.pages.delete(number);
    this.pages.set(number, page);
  }

  private forget(): void {
    for (const number of this.pages.keys()) {
      if (this.pages.size <= PAGES_KEPT) return;
      this.pages.delete(number);
    }
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
