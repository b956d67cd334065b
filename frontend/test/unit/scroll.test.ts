import { describe, expect, it } from 'vitest';
import { clampTop, drawn, lastTop, revealed, RowSlots, THUMB_MIN, thumbOffset, thumbSize, topOfThumb } from '../../src/model/scroll.ts';

const TRACK = { total: 10_000_000, viewRows: 25.5, trackPixels: 800 };

describe('the bar', () => {
  it('reaches the first row, the middle and the last row of ten millions', () => {
    expect(topOfThumb(0, TRACK)).toBe(0);
    const room = TRACK.trackPixels - thumbSize(TRACK);
    expect(topOfThumb(room, TRACK)).toBe(lastTop(TRACK.total, TRACK.viewRows));
    expect(Math.abs(topOfThumb(room / 2, TRACK) - TRACK.total / 2)).toBeLessThan(20);
  });
  it('keeps its thumb where the list is', () => {
    for (const top of [0, 1, 4_999_999.5, lastTop(TRACK.total, TRACK.viewRows)]) {
      expect(topOfThumb(thumbOffset(top, TRACK), TRACK)).toBeCloseTo(top, 3);
    }
  });
  it('has a thumb that can be pressed, and none to move where all is in sight', () => {
    expect(thumbSize(TRACK)).toBe(THUMB_MIN);
    const short = { total: 5, viewRows: 25, trackPixels: 800 };
    expect(thumbSize(short)).toBe(800);
    expect(thumbOffset(0, short)).toBe(0);
    expect(topOfThumb(100, short)).toBe(0);
  });
});

describe('the list', () => {
  it('does not go beyond its ends', () => {
    expect(clampTop(-3, 100, 10)).toBe(0);
    expect(clampTop(99, 100, 10)).toBe(90);
    expect(clampTop(5, 3, 10)).toBe(0);
  });
  it('moves no more than needed to show a row with a margin', () => {
    expect(revealed(50, 45, 100, 10)).toBe(45);
    expect(revealed(53, 45, 100, 10)).toBe(46);
    expect(revealed(46, 45, 100, 10)).toBe(44);
    expect(revealed(99, 0, 100, 10)).toBe(90);
    expect(revealed(0, 50, 100, 10)).toBe(0);
  });
  it('draws what is in sight and a few rows beyond', () => {
    expect(drawn(0, 1000, 10.5, 3)).toEqual([0, 14]);
    expect(drawn(500.5, 1000, 10, 3)).toEqual([497, 514]);
    expect(drawn(990, 1000, 10, 3)).toEqual([987, 1000]);
  });
});

describe('row elements', () => {
  it('are recycled: scrolling far makes no more of them', () => {
    const slots = new RowSlots();
    for (let top = 0; top < 5_000; top += 7) slots.assign(top, top + 40, null);
    expect(slots.assign(10_000, 10_040, null).length).toBe(40);
  });
  it('keep their rank while it is drawn', () => {
    const slots = new RowSlots();
    const before = [...slots.assign(0, 10, null)];
    const after = slots.assign(3, 13, null);
    for (let rank = 3; rank < 10; rank++) expect(after.indexOf(rank)).toBe(before.indexOf(rank));
    expect([...after].filter((rank) => rank >= 0).sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
  it('leave the focused one where it is, also out of sight', () => {
    const slots = new RowSlots();
    const slot = slots.assign(0, 10, 4).indexOf(4);
    for (let top = 0; top < 900; top += 13) expect(slots.assign(top, top + 10, 4)[slot]).toBe(4);
  });
});
