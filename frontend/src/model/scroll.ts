// The scroll model. A browser cannot scroll the 280 million pixels of ten million rows, so the place in the list is a number of rows, `top`, with a fraction,
// and the bar on its right maps places of its thumb to ranks.

/** The least height of the thumb, and of anything that is pressed. */
export const THUMB_MIN = 24;

export interface Track {
  readonly total: number;
  /** Height of the list in rows, with a fraction. */
  readonly viewRows: number;
  readonly trackPixels: number;
}

export function lastTop(total: number, viewRows: number): number {
  return Math.max(0, total - viewRows);
}

export function clampTop(top: number, total: number, viewRows: number): number {
  return Math.min(Math.max(0, top), lastTop(total, viewRows));
}

export function thumbSize({ total, viewRows, trackPixels }: Track): number {
  if (total <= viewRows) return trackPixels;
  return Math.min(trackPixels, Math.max(THUMB_MIN, (trackPixels * viewRows) / total));
}

export function thumbOffset(top: number, track: Track): number {
  const last = lastTop(track.total, track.viewRows);
  return last === 0 ? 0 : (clampTop(top, track.total, track.viewRows) / last) * (track.trackPixels - thumbSize(track));
}

/** Where the list is when the thumb's upper end is `offset` below the track's. */
export function topOfThumb(offset: number, track: Track): number {
  const room = track.trackPixels - thumbSize(track);
  if (room <= 0) return 0;
  return clampTop((offset / room) * lastTop(track.total, track.viewRows), track.total, track.viewRows);
}

/** The nearest top that shows the row whole, with a margin where there is room. */
export function revealed(rank: number, top: number, total: number, viewRows: number): number {
  const margin = Math.max(0, Math.min(2, Math.floor((viewRows - 1) / 2)));
  if (rank - margin < top) return clampTop(rank - margin, total, viewRows);
  if (rank + 1 + margin > top + viewRows) return clampTop(rank + 1 + margin - viewRows, total, viewRows);
  return top;
}

/** The ranks to draw, the second one excluded. */
export function drawn(top: number, total: number, viewRows: number, beyond: number): [number, number] {
  const first = Math.max(0, Math.floor(top) - beyond);
  return [first, Math.min(total, Math.ceil(top + viewRows) + beyond)];
}

/**
 * Gives each drawn rank one of a fixed number of row elements. An element keeps its rank while that is drawn, and the pinned rank, which has the focus, keeps its
 * element also while it is out of sight.
 */
export class RowSlots {
  private slots: number[] = [];

  /** The rank of each element, −1 for an idle one. */
  assign(first: number, until: number, pinned: number | null): readonly number[] {
    const isKept = (rank: number) => (rank >= first && rank < until) || rank === pinned;
    const held = new Set<number>();
    const next = this.slots.map((rank) => {
      if (rank < 0 || !isKept(rank) || held.has(rank)) return -1;
      held.add(rank);
      return rank;
    });
    const free = next.flatMap((rank, slot) => (rank < 0 ? [slot] : []));
    const place = (rank: number) => {
      if (held.has(rank)) return;
      held.add(rank);
      const slot = free.shift();
      if (slot === undefined) next.push(rank);
      else next[slot] = rank;
    };
    for (let rank = first; rank < until; rank++) place(rank);
    if (pinned !== null) place(pinned);
    this.slots = next;
    return next;
  }
}
