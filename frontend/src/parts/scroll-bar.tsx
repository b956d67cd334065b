import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../api.ts';
import { tick as tickText, whole } from '../model/format.ts';
import type { EventRows } from '../model/rows.ts';
import { lastTop, thumbOffset, thumbSize, topOfThumb, type Track } from '../model/scroll.ts';

interface Props {
  readonly top: number;
  readonly total: number;
  readonly viewRows: number;
  readonly rows: EventRows;
  readonly setTop: (top: number) => void;
  readonly stop: () => void;
}

/** The bar of the list: place of the thumb → rank → tick. While it is dragged it says where it is. */
export function ScrollBar({ top, total, viewRows, rows, setTop, stop }: Props) {
  const track = useRef<HTMLDivElement>(null);
  const [pixels, setPixels] = useState(0);
  const [held, setHeld] = useState<number | null>(null);
  const model: Track = { total, viewRows, trackPixels: pixels };
  const last = lastTop(total, viewRows);
  const rank = Math.min(total, Math.round(top) + 1);
  const tick = useTickAt(rows, Math.max(0, rank - 1), held !== null);

  useEffect(() => {
    const observer = new ResizeObserver(() => setPixels(track.current?.clientHeight ?? 0));
    observer.observe(track.current!);
    return () => observer.disconnect();
  }, []);

  if (total > 0 && last === 0 && held !== null) setHeld(null);
  const offset = thumbOffset(top, model);
  const size = thumbSize(model);
  const grip = (event: PointerEvent) => event.clientY - track.current!.getBoundingClientRect().top;

  return (
    <div
      class={last === 0 ? 'bar idle' : 'bar'}
      ref={track}
      role="scrollbar"
      aria-label="Place in the list"
      aria-orientation="vertical"
      aria-controls="events"
      aria-valuemin={0}
      aria-valuemax={Math.ceil(last)}
      aria-valuenow={Math.round(top)}
      aria-valuetext={`event ${rank} of ${total}${tick === null ? '' : `, tick ${tick}`}`}
      tabIndex={last === 0 ? -1 : 0}
      onPointerDown={(event) => {
        if (event.button !== 0 || last === 0) return;
        event.preventDefault();
        stop();
        const at = grip(event);
        const within = at >= offset && at <= offset + size ? at - offset : size / 2;
        track.current!.setPointerCapture(event.pointerId);
        setHeld(within);
        setTop(topOfThumb(at - within, model));
      }}
      onPointerMove={(event) => held !== null && setTop(topOfThumb(grip(event) - held, model))}
      onPointerUp={() => setHeld(null)}
      onPointerCancel={() => setHeld(null)}
      onKeyDown={(event) => {
        const step = { ArrowDown: 1, ArrowUp: -1, PageDown: viewRows - 1, PageUp: 1 - viewRows, Home: -total, End: total }[event.key];
        if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        stop();
        setTop(top + step);
      }}
    >
      <div class="thumb" style={{ height: `${size}px`, transform: `translateY(${offset}px)` }} />
      {held !== null && (
        <div class="bubble" aria-hidden="true" style={{ transform: `translateY(${Math.min(offset, Math.max(0, pixels - 44))}px)` }}>
          <strong>{tick === null ? 'tick …' : `tick ${tickText(tick)}`}</strong>
          <span>
            {whole(rank)} of {whole(total)}
          </span>
        </div>
      )}
    </div>
  );
}

/** The tick at a rank: from the rows that are here, else asked for, at most every 120 ms. */
function useTickAt(rows: EventRows, rank: number, ask: boolean): number | null {
  const [asked, setAsked] = useState<{ rank: number; tick: number | null }>({ rank: -1, tick: null });
  const here = rows.at(rank)?.tick ?? null;
  useEffect(() => {
    if (!ask || here !== null) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      rows.locate('rank', rank, controller.signal).then(
        (place) => setAsked({ rank, tick: place.tick }),
        (failure: unknown) => {
          if (!controller.signal.aborted && !(failure instanceof Problem)) throw failure;
        },
      );
    }, 120);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [rows, rank, ask, here]);
  return here ?? (asked.rank === rank ? asked.tick : null);
}
