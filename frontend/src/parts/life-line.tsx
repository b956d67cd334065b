import type { Lifecycle } from '../api.ts';
import { tick } from '../model/format.ts';
import { kindOf } from '../model/kinds.ts';

const WIDTH = 720;
const LEFT = 12;
const RIGHT = 12;

/** The life as a line: bars of where it was, marks of what happened, and its deadline. The list of events below says the same in words. */
export function LifeLine({ life }: { life: Lifecycle }) {
  const t = life.transaction;
  const ends = [t.arrival_tick, t.deadline_tick, t.settled_tick ?? 0, ...life.events.map((event) => event.tick), ...life.spans.map((span) => span.until_tick ?? span.from_tick)];
  const from = t.arrival_tick;
  const until = Math.max(...ends) + 1;
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, until - from)) * (WIDTH - LEFT - RIGHT);
  const marks = firstOfEachPlace(life, x);
  const steps = ticksOf(from, until);
  return (
    <figure class="life" tabIndex={0} aria-label="Its life, drawn">
      <svg viewBox={`0 0 ${WIDTH} 118`} role="img" aria-label={inWords(life)}>
        {steps.map((at) => (
          <g key={at} class="life-axis">
            <line x1={x(at)} x2={x(at)} y1={22} y2={94} />
            <text x={x(at)} y={112} text-anchor={at === from ? 'start' : at === steps.at(-1) && x(at) > WIDTH - 60 ? 'end' : 'middle'}>
              {tick(at)}
            </text>
          </g>
        ))}
        {life.spans.map((span, at) => {
          const end = span.until_tick ?? until;
          return (
            <g key={at} class={`life-span life-${span.state}`}>
              <rect x={x(span.from_tick)} y={50} width={Math.max(3, x(end) - x(span.from_tick))} height={16} rx={3} />
            </g>
          );
        })}
        {t.deadline_tick >= from && (
          <g class="life-deadline">
            <line x1={x(t.deadline_tick)} x2={x(t.deadline_tick)} y1={18} y2={94} />
            <text x={x(t.deadline_tick)} y={12} text-anchor={x(t.deadline_tick) > WIDTH - 60 ? 'end' : x(t.deadline_tick) < 60 ? 'start' : 'middle'}>
              deadline
            </text>
          </g>
        )}
        {marks.map(({ event, at }) => (
          <g key={event.seq} class={`life-mark category-${event.category}`} transform={`translate(${at - 9} 22)`}>
            <rect class="mark-field" width={18} height={18} rx={4} />
            <path d={kindOf(event.event_type).glyph} transform="translate(1 1)" />
            <line x1={9} x2={9} y1={18} y2={28} />
          </g>
        ))}
      </svg>
      <figcaption>
        <span class="swatch life-internal" /> internal queue <span class="swatch life-central" /> central queue · axis in ticks
      </figcaption>
    </figure>
  );
}

/** Marks closer than their width hide one another: the later of a kind gives way. */
function firstOfEachPlace(life: Lifecycle, x: (tick: number) => number) {
  const shown: { event: Lifecycle['events'][number]; at: number }[] = [];
  for (const event of life.events) {
    // The arrivals of its parts are of their lives.
    if (event.event_type === 'Arrival' && event.tx_id !== life.transaction.tx_id) continue;
    if (event.event_type === 'PolicyHold' && shown.some((mark) => mark.event.event_type === 'PolicyHold')) continue;
    let at = Math.max(9, Math.min(WIDTH - 9, x(event.tick)));
    const last = shown.at(-1);
    if (last && at < last.at + 20) at = last.at + 20;
    if (at > WIDTH - 9) break;
    shown.push({ event, at });
  }
  return shown;
}

function ticksOf(from: number, until: number): number[] {
  const span = until - from;
  const raw = span / 6;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, raw)));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? 1);
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) ticks.push(at);
  if (ticks[0] !== from && (ticks[0] ?? until) - from > step / 2) ticks.unshift(from);
  return ticks;
}

function inWords(life: Lifecycle): string {
  const spans = life.spans.map(
    (span) => `${span.state === 'central' ? 'in the central queue' : 'in the internal queue'} from tick ${span.from_tick}${span.until_tick === null ? '' : ` to ${span.until_tick}`}`,
  );
  return [`Life of ${life.transaction.tx_id}`, ...spans].join('; ');
}
