// The list over all events of the filtered set: an ARIA grid of recycled rows with a scroll model of its own.

import type { RefObject } from 'preact';
import { memo } from '../memo.ts';
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { EventRow } from '../api.ts';
import { money, tick, whole } from '../model/format.ts';
import type { EventRows } from '../model/rows.ts';
import { clampTop, drawn, lastTop, revealed, RowSlots } from '../model/scroll.ts';
import { amountOf, note, parties } from '../model/sight.ts';
import { TypeBadge } from './icons.tsx';
import { ScrollBar } from './scroll-bar.tsx';

/** Rows drawn beyond each edge, so that a fast wheel meets no blank. */
const BEYOND = 6;
const COLUMNS = ['Seq', 'Tick', 'Day', 'Type', 'Parties', 'Amount', 'Transaction', 'Note'] as const;

export interface ListHandle {
  /** Shows the rank, smoothly where it is near. */
  reveal(rank: number): void;
  /** Puts the rank in the middle, at once. */
  centre(rank: number): void;
  focusRank(rank: number): void;
  top(): number;
  viewRows(): number;
}

interface Props {
  readonly rows: EventRows;
  /** Rises whenever the rows change. */
  readonly version: number;
  readonly total: number;
  readonly current: number | null;
  readonly choose: (rank: number, event?: MouseEvent) => void;
  readonly open: (event: EventRow) => void;
  readonly handle: RefObject<ListHandle | null>;
  readonly label: string;
}

function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export function EventList({ rows, version, total, current, choose, open, handle, label }: Props) {
  const port = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const slots = useMemo(() => new RowSlots(), []);
  const [size, setSize] = useState({ height: 0, row: 32 });
  const [top, setTopState] = useState(0);
  const topNow = useRef(0);
  const motion = useRef<{ frame: number; target: number } | null>(null);

  const viewRows = size.height / size.row;
  const limits = useRef({ total, viewRows });
  limits.current = { total, viewRows };

  const setTop = useCallback((next: number) => {
    const clamped = clampTop(next, limits.current.total, limits.current.viewRows);
    topNow.current = clamped;
    setTopState(clamped);
  }, []);

  const stop = useCallback(() => {
    if (motion.current) cancelAnimationFrame(motion.current.frame);
    motion.current = null;
  }, []);

  const glide = useCallback(
    (target: number) => {
      const aim = clampTop(target, limits.current.total, limits.current.viewRows);
      if (prefersStillness() || Math.abs(aim - topNow.current) > 3 * limits.current.viewRows) {
        stop();
        setTop(aim);
        return;
      }
      if (motion.current) {
        motion.current.target = aim;
        return;
      }
      const step = () => {
        if (!motion.current) return;
        const left = motion.current.target - topNow.current;
        if (Math.abs(left) < 0.02) {
          setTop(motion.current.target);
          motion.current = null;
          return;
        }
        setTop(topNow.current + left * 0.28);
        motion.current.frame = requestAnimationFrame(step);
      };
      motion.current = { target: aim, frame: requestAnimationFrame(step) };
    },
    [setTop, stop],
  );

  useLayoutEffect(() => {
    const element = body.current!;
    const measure = () => {
      const row = parseFloat(getComputedStyle(element).getPropertyValue('--row-height')) || 32;
      setSize((old) => (old.height === element.clientHeight && old.row === row ? old : { height: element.clientHeight, row }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // What was asked for before the height was known is done once it is.
  const centreWanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    const wanted = centreWanted.current;
    if (viewRows > 0) centreWanted.current = null;
    setTop(wanted === null ? topNow.current : wanted - (viewRows - 1) / 2);
  }, [total, viewRows]);
  useEffect(() => stop, []);

  const [first, until] = drawn(top, total, viewRows, BEYOND);
  useEffect(() => {
    if (viewRows > 0) rows.want(first, until);
  }, [rows, first, until, viewRows > 0]);

  // Not passive: the list moves by itself, the page behind it must not.
  useEffect(() => {
    const element = port.current!;
    const wheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.metaKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      const { total: all, viewRows: seen } = limits.current;
      const rowsTurned = event.deltaMode === 1 ? event.deltaY : event.deltaMode === 2 ? event.deltaY * seen : event.deltaY / size.row;
      const stuck = rowsTurned < 0 ? topNow.current <= 0 : topNow.current >= lastTop(all, seen);
      if (stuck) return;
      event.preventDefault();
      stop();
      setTop(topNow.current + rowsTurned);
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [size.row]);

  useTouch(port, size.row, topNow, limits, setTop, stop);

  useImperativeHandle(
    handle,
    () => ({
      reveal: (rank) => glide(revealed(rank, motion.current?.target ?? topNow.current, limits.current.total, limits.current.viewRows)),
      centre: (rank) => {
        stop();
        if (limits.current.viewRows === 0) centreWanted.current = rank;
        else setTop(rank - (limits.current.viewRows - 1) / 2);
      },
      focusRank: (rank) => body.current?.querySelector<HTMLElement>(`[data-rank="${rank}"]`)?.focus({ preventScroll: true }),
      top: () => topNow.current,
      viewRows: () => limits.current.viewRows,
    }),
    [glide],
  );

  const pinned = current !== null && current < total ? current : null;
  const assigned = slots.assign(first, until, pinned);
  // Without a selection the first row in sight is the one that Tab reaches.
  const reachable = pinned ?? Math.min(Math.ceil(top), Math.max(0, total - 1));

  return (
    <div class="list" ref={port}>
      <div class="grid" role="grid" aria-label={label} aria-rowcount={total + 1} aria-colcount={COLUMNS.length} aria-readonly="true">
      <div class="list-head" role="row" aria-rowindex={1}>
        {COLUMNS.map((name, column) => (
          <span key={name} role="columnheader" aria-colindex={column + 1} class={`cell cell-${name.toLowerCase()}`}>
            {name}
          </span>
        ))}
      </div>
      <div class="list-body" ref={body} role="rowgroup" data-version={version}>
        {assigned.map((rank, slot) =>
          rank < 0 ? null : (
            <Row
              key={slot}
              rank={rank}
              event={rows.at(rank)}
              offset={(rank - top) * size.row}
              chosen={rank === current}
              reachable={rank === reachable}
              choose={choose}
              open={open}
            />
          ),
        )}
      </div>
      </div>
      <ScrollBar top={top} total={total} viewRows={viewRows} rows={rows} setTop={setTop} stop={stop} />
    </div>
  );
}

interface RowProps {
  readonly rank: number;
  readonly event: EventRow | undefined;
  readonly offset: number;
  readonly chosen: boolean;
  readonly reachable: boolean;
  readonly choose: (rank: number, event?: MouseEvent) => void;
  readonly open: (event: EventRow) => void;
}

const Row = memo(function Row({ rank, event, offset, chosen, reachable, choose, open }: RowProps) {
  return (
    <div
      class={chosen ? 'row chosen' : 'row'}
      role="row"
      aria-rowindex={rank + 2}
      aria-selected={chosen}
      aria-busy={event === undefined}
      tabIndex={reachable ? 0 : -1}
      data-rank={rank}
      style={{ transform: `translateY(${offset}px)` }}
      onClick={(click) => choose(rank, click)}
      onDblClick={() => event && open(event)}
    >
      {event ? <Cells event={event} /> : <Waiting />}
    </div>
  );
});

function Cells({ event }: { event: EventRow }) {
  const amount = amountOf(event);
  const who = parties(event);
  return (
    <>
      <span role="gridcell" aria-colindex={1} class="cell cell-seq">{whole(event.seq)}</span>
      <span role="gridcell" aria-colindex={2} class="cell cell-tick" title={event.event_timestamp}>
        <span class="unit">tick </span>
        {tick(event.tick)}
      </span>
      <span role="gridcell" aria-colindex={3} class="cell cell-day">
        <span class="unit">day </span>
        {event.day}
      </span>
      <span role="gridcell" aria-colindex={4} class="cell cell-type">
        <TypeBadge type={event.event_type} />
      </span>
      <span role="gridcell" aria-colindex={5} class="cell cell-parties">
        {who && (
          <>
            <span class="party">{who.from}</span>
            {who.to !== null && (
              <>
                <span class="arrow" aria-label="to">
                  {event.category === 'lsm' ? '⇄' : '→'}
                </span>
                <span class="party">{who.to}</span>
              </>
            )}
            {who.others > 0 && <span class="more">+{who.others}</span>}
          </>
        )}
      </span>
      <span role="gridcell" aria-colindex={6} class="cell cell-amount">{amount === null ? '' : money(amount)}</span>
      <span role="gridcell" aria-colindex={7} class="cell cell-transaction">{event.tx_id ?? ''}</span>
      <span role="gridcell" aria-colindex={8} class="cell cell-note">{note(event)}</span>
    </>
  );
}

function Waiting() {
  return (
    <span role="gridcell" aria-colindex={1} class="cell cell-waiting">
      …
    </span>
  );
}

/** A finger drags the list and lets it run on. */
function useTouch(
  port: RefObject<HTMLDivElement | null>,
  rowHeight: number,
  topNow: { current: number },
  limits: { current: { total: number; viewRows: number } },
  setTop: (top: number) => void,
  stop: () => void,
): void {
  useEffect(() => {
    const element = port.current!;
    let last: { y: number; at: number } | null = null;
    let speed = 0;
    let frame = 0;
    const start = (event: TouchEvent) => {
      cancelAnimationFrame(frame);
      stop();
      const touch = event.touches[0];
      last = event.touches.length === 1 && touch ? { y: touch.clientY, at: event.timeStamp } : null;
      speed = 0;
    };
    const move = (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!last || !touch) return;
      const turned = (last.y - touch.clientY) / rowHeight;
      const stuck = turned < 0 ? topNow.current <= 0 : topNow.current >= lastTop(limits.current.total, limits.current.viewRows);
      if (stuck) return;
      if (event.cancelable) event.preventDefault();
      speed = turned / Math.max(1, event.timeStamp - last.at);
      last = { y: touch.clientY, at: event.timeStamp };
      setTop(topNow.current + turned);
    };
    const end = () => {
      if (!last || prefersStillness()) return;
      last = null;
      let before = performance.now();
      const run = (now: number) => {
        const passed = now - before;
        before = now;
        setTop(topNow.current + speed * passed);
        speed *= 0.996 ** passed;
        if (Math.abs(speed) > 0.0005) frame = requestAnimationFrame(run);
      };
      frame = requestAnimationFrame(run);
    };
    element.addEventListener('touchstart', start, { passive: true });
    element.addEventListener('touchmove', move, { passive: false });
    element.addEventListener('touchend', end);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('touchstart', start);
      element.removeEventListener('touchmove', move);
      element.removeEventListener('touchend', end);
    };
  }, [rowHeight]);
}
