import { api, type EventRow, type Lifecycle, type Transaction } from '../api.ts';
import type { PageProps } from '../app.tsx';
import { useKeys } from '../keys.ts';
import { useLoaded } from '../loading.ts';
import { pathOf } from '../model/address.ts';
import { count, money, tick, whole } from '../model/format.ts';
import { note, words } from '../model/sight.ts';
import { go } from '../navigation.ts';
import { Crumb, Frame, Loading, ProblemBox } from '../parts/frame.tsx';
import { TypeBadge } from '../parts/icons.tsx';
import { LifeLine } from '../parts/life-line.tsx';
import { copy } from '../parts/toasts.tsx';

/** The life of one transaction, and why it waited. */
export function TransactionPage({ id, tx, keysOn, openHelp }: PageProps & { id: string; tx: string }) {
  const { value: life, problem, retry } = useLoaded(`${id} ${tx}`, (signal) => api.lifecycle(id, tx, signal));
  const timeline = `${pathOf({ page: 'timeline', id })}?tx_id=${tx}`;
  usePageKeys(keysOn, timeline, openHelp);
  return (
    <Frame
      title={`${tx} · ${id}`}
      openHelp={openHelp}
      crumbs={
        <>
          <Crumb href={pathOf({ page: 'timeline', id })}>{id}</Crumb>
          <Crumb>{tx}</Crumb>
        </>
      }
    >
      {problem ? (
        <ProblemBox problem={problem} retry={retry}>
          <a href={pathOf({ page: 'timeline', id })}>All events of {id}</a>
        </ProblemBox>
      ) : life === null ? (
        <Loading what="Reading the transaction" />
      ) : (
        <Life id={id} life={life} timeline={timeline} />
      )}
    </Frame>
  );
}

export function usePageKeys(keysOn: boolean, back: string, openHelp: () => void): void {
  useKeys(keysOn, (press) => {
    switch (press) {
      case 'Escape':
        go(back);
        return true;
      case 'y':
        void copy(location.href, 'Link');
        return true;
      case '?':
        openHelp();
        return true;
      default:
        return false;
    }
  });
}

function Life({ id, life, timeline }: { id: string; life: Lifecycle; timeline: string }) {
  const t = life.transaction;
  return (
    <article class="sheet">
      <div class="page-head">
        <h1>{t.tx_id}</h1>
        <p class="lead">
          <a href={pathOf({ page: 'agent', id, agent: t.sender_id })}>{t.sender_id}</a> pays{' '}
          <AgentLink id={id} agent={t.receiver_id} /> <strong>{money(t.amount)}</strong>
        </p>
        <p>{fate(t, life.parts.length)}</p>
      </div>

      <section aria-labelledby="life-title">
        <h2 id="life-title">Its life</h2>
        <LifeLine life={life} />
      </section>

      <section aria-labelledby="waits-title">
        <h2 id="waits-title">Why it waited</h2>
        {life.waits.length === 0 ? (
          <p>{life.parts.length > 0 ? 'It was split as soon as it came; its parts have lives of their own.' : 'It did not wait: nothing held it back.'}</p>
        ) : (
          <ol class="waits">
            {life.waits.map((wait, at) => (
              <li key={at}>
                <span class="wait-ticks">
                  {wait.until_tick === null ? `from tick ${tick(wait.from_tick)}` : wait.until_tick === wait.from_tick ? `in tick ${tick(wait.from_tick)}` : `tick ${tick(wait.from_tick)} to ${tick(wait.until_tick)}`}
                </span>
                <span>{reason(wait, t)}</span>
              </li>
            ))}
          </ol>
        )}
      </section>

      {(life.parts.length > 0 || t.parent_tx_id !== null) && (
        <section aria-labelledby="parts-title">
          <h2 id="parts-title">Parts</h2>
          {t.parent_tx_id !== null && (
            <p>
              It is a part of <a href={pathOf({ page: 'transaction', id, tx: t.parent_tx_id })}>{t.parent_tx_id}</a>.
            </p>
          )}
          {life.parts.length > 0 && <TransactionTable id={id} list={life.parts} />}
        </section>
      )}

      {life.offset && (
        <section aria-labelledby="offset-title">
          <h2 id="offset-title">Settled together with</h2>
          <p>
            In <a href={pathOf({ page: 'event', id, event: String(life.offset.seq) })}>{life.offset.event_type} {whole(life.offset.seq)}</a>, each at its full value and at the same instant.
          </p>
          <div class="table-box">
            <table>
              <thead>
                <tr>
                  <th scope="col">Transaction</th>
                  <th scope="col">Sender</th>
                  <th scope="col">Receiver</th>
                  <th scope="col" class="number">Amount</th>
                </tr>
              </thead>
              <tbody>
                {life.offset.partners.map((partner) => (
                  <tr key={partner.tx_id}>
                    <th scope="row">
                      <a href={pathOf({ page: 'transaction', id, tx: partner.tx_id })}>{partner.tx_id}</a>
                    </th>
                    <td>{partner.sender_id}</td>
                    <td>{partner.receiver_id}</td>
                    <td class="number">{money(partner.amount)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}

      <section aria-labelledby="events-title">
        <h2 id="events-title">Its events</h2>
        <p class="small">
          {life.events.length < life.events_total ? `The first ${whole(life.events.length)} of ${count(life.events_total, 'event')}. ` : `${count(life.events_total, 'event')}. `}
          <a href={timeline}>In the timeline</a>
        </p>
        <EventTable id={id} tx={t.tx_id} events={life.events} />
      </section>
    </article>
  );
}

function EventTable({ id, tx, events }: { id: string; tx: string; events: readonly EventRow[] }) {
  return (
    <div class="table-box">
      <table class="event-table">
        <thead>
          <tr>
            <th scope="col" class="number">Tick</th>
            <th scope="col">Type</th>
            <th scope="col">What</th>
            <th scope="col" class="number">Event</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.seq}>
              <td class="number">{tick(event.tick)}</td>
              <td>
                <TypeBadge type={event.event_type} />
              </td>
              <td>
                {event.tx_id !== null && event.tx_id !== tx && <a href={pathOf({ page: 'transaction', id, tx: event.tx_id })}>{event.tx_id}</a>} {note(event)}
              </td>
              <td class="number">
                <a href={pathOf({ page: 'event', id, event: event.event_id })}>{whole(event.seq)}</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TransactionTable({ id, list }: { id: string; list: readonly Transaction[] }) {
  return (
    <div class="table-box">
      <table>
        <thead>
          <tr>
            <th scope="col">Transaction</th>
            <th scope="col" class="number">Amount</th>
            <th scope="col">Status</th>
            <th scope="col" class="number">Settled in tick</th>
          </tr>
        </thead>
        <tbody>
          {list.map((part) => (
            <tr key={part.tx_id}>
              <th scope="row">
                <a href={pathOf({ page: 'transaction', id, tx: part.tx_id })}>{part.tx_id}</a>
              </th>
              <td class="number">{money(part.amount)}</td>
              <td>{words(part.status)}</td>
              <td class="number">{part.settled_tick === null ? '–' : tick(part.settled_tick)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AgentLink({ id, agent }: { id: string; agent: string }) {
  return agent === 'CENTRAL_BANK' ? <>{agent}</> : <a href={pathOf({ page: 'agent', id, agent })}>{agent}</a>;
}

const SETTLED_BY: Readonly<Record<string, string>> = {
  immediate: 'at entry',
  queue: 'from the central queue',
  entry: 'by an offset at entry',
  bilateral: 'by a bilateral offset',
  cycle: 'in a cycle',
  multilateral: 'by a multilateral offset',
  all_or_nothing: 'with all that was queued',
  optimal: 'by the optimal offset',
  liquidity: 'as a liquidity transfer',
};

/** What became of it, in a sentence. */
export function fate(t: Transaction, parts: number): string {
  const due = `due by tick ${tick(t.deadline_tick)}, priority ${t.priority}`;
  const came = `It arrived in tick ${tick(t.arrival_tick)}, ${due}`;
  if (parts > 0 && t.status === 'settled' && t.settled_tick !== null) {
    return `${came}, was split into ${count(parts, 'part')}, and settled with the last of them in tick ${tick(t.settled_tick)}.`;
  }
  if (t.status === 'settled' && t.settled_tick !== null) {
    const late = t.settled_tick > t.deadline_tick ? `, ${count(t.settled_tick - t.deadline_tick, 'tick')} overdue` : '';
    const how = t.settled_by === null ? '' : ` ${SETTLED_BY[t.settled_by] ?? words(t.settled_by)}`;
    return `${came}, and settled${how} in tick ${tick(t.settled_tick)} after ${count(t.waited_ticks ?? 0, 'tick')}${late}.`;
  }
  const rest: Readonly<Record<string, string>> = {
    internal: ' and is still in its sender’s internal queue.',
    central: ' and is still in the central queue.',
    dropped: ' and was dropped.',
    split: ' and was split into parts, which are not all settled.',
    partly_settled: ' and was split; some of its parts settled, others were dropped.',
  };
  return came + (rest[t.status] ?? ` and is ${words(t.status)}.`);
}

/** Why it was not settled in these ticks, in a sentence. */
function reason(wait: Lifecycle['waits'][number], t: Transaction): string {
  if (wait.queue === 'internal') return `${t.sender_id} held it in its internal queue: ${words(wait.cause)}`;
  const short = wait.shortfall === null || wait.cause === 'order' ? '' : `, short by ${money(wait.shortfall)} when it joined`;
  const why: Readonly<Record<string, string>> = {
    liquidity: `${t.sender_id} could not cover it`,
    order: 'an earlier transaction of the same sender had to go first',
    bilateral_limit: `the bilateral limit of ${t.sender_id} against ${t.receiver_id} was reached`,
    multilateral_limit: `the multilateral limit of ${t.sender_id} was reached`,
  };
  return `In the central queue, since ${why[wait.cause] ?? words(wait.cause)}${short}`;
}
