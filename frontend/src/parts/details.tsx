import type { Detail, EventRow } from '../api.ts';
import type { Whole } from '../model/format.ts';
import { pathOf } from '../model/address.ts';
import { tick, whole } from '../model/format.ts';
import { kindOf } from '../model/kinds.ts';
import { detailText, words } from '../model/sight.ts';
import { TypeBadge } from './icons.tsx';

const AGENTS = new Set(['sender_id', 'receiver_id', 'agents', 'agent_id']);
const TRANSACTIONS = new Set(['tx_id', 'parent_tx_id', 'tx_ids', 'child_tx_ids']);

/** What stands beside one another in an offset or a split, and so is read as a table. */
const BESIDE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  LsmBilateralOffset: [['tx_ids', 'amounts']],
  LsmCycleSettlement: [
    ['tx_ids', 'amounts'],
    ['agents', 'net_positions'],
  ],
  PolicySplit: [['child_tx_ids', 'release_ticks']],
};

/** Every field of an event. */
export function Fields({ event }: { event: EventRow }) {
  const tables = BESIDE[event.event_type] ?? [];
  const inTable = new Set(tables.flat());
  return (
    <>
      <p class="sentence">
        <TypeBadge type={event.event_type} />
        <span>{kindOf(event.event_type).sentence}</span>
      </p>
      <dl class="fields">
        <Field name="seq" text={whole(event.seq)} />
        <Field name="tick" text={tick(event.tick)} />
        <Field name="day" text={whole(event.day)} />
        <Field name="event_timestamp" text={event.event_timestamp.replace('T', ' ')} />
        <Field name="category" text={event.category} />
        {event.agent_id !== null && <Field name="agent_id" text={<Linked id={event.simulation_id} name="agent_id" value={event.agent_id} />} />}
        {event.tx_id !== null && <Field name="tx_id" text={<Linked id={event.simulation_id} name="tx_id" value={event.tx_id} />} />}
        {Object.entries(event.details)
          .filter(([name]) => !inTable.has(name))
          .map(([name, value]) => (
            <Field key={name} name={name} text={<Values id={event.simulation_id} name={name} value={value} />} />
          ))}
        <Field name="event_id" text={<code class="long">{event.event_id}</code>} />
      </dl>
      {tables.map((columns) => (
        <Beside key={columns.join()} event={event} columns={columns} />
      ))}
    </>
  );
}

function Field({ name, text }: { name: string; text: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{words(name)}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function Values({ id, name, value }: { id: string; name: string; value: Detail }) {
  if (!Array.isArray(value)) return <Linked id={id} name={name} value={value as Whole | string | boolean} />;
  return (
    <ul class="values">
      {(value as readonly (Whole | string)[]).map((one, at) => (
        <li key={at}>
          <Linked id={id} name={name} value={one} />
        </li>
      ))}
    </ul>
  );
}

function Linked({ id, name, value }: { id: string; name: string; value: Whole | string | boolean }) {
  if (typeof value === 'string') {
    if (TRANSACTIONS.has(name)) return <a href={pathOf({ page: 'transaction', id, tx: value })}>{value}</a>;
    if (AGENTS.has(name) && value !== 'CENTRAL_BANK') return <a href={pathOf({ page: 'agent', id, agent: value })}>{value}</a>;
  }
  return <>{detailText(name, value)}</>;
}

function Beside({ event, columns }: { event: EventRow; columns: readonly string[] }) {
  const lists = columns.map((name) => (Array.isArray(event.details[name]) ? (event.details[name] as readonly (Whole | string)[]) : []));
  const length = Math.max(...lists.map((list) => list.length));
  return (
    <div class="table-box">
      <table class="beside">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {words(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length }, (_, row) => (
            <tr key={row}>
              {lists.map((list, column) => (
                <td key={column}>{list[row] === undefined ? '' : <Linked id={event.simulation_id} name={columns[column]!} value={list[row]} />}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function RawJson({ event }: { event: EventRow }) {
  return (
    <details class="raw">
      <summary>Raw JSON</summary>
      {/* Reached by Tab since it may scroll. */}
      <pre tabIndex={0} aria-label="Raw JSON of the event">
        {JSON.stringify(event, null, 2)}
      </pre>
    </details>
  );
}
