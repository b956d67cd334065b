// The one client of the API. What it calls and what it reads of the answers stands in ROUTES, which a test holds against /openapi.json.

import { filterParameters, type Filters, type Sort } from './model/view.ts';
import type { Whole } from './model/format.ts';

export const ROUTES = {
  simulations: {
    path: '/api/simulations',
    parameters: ['limit', 'cursor'],
    reads: ['simulations', 'total', 'next'],
  },
  simulation: {
    path: '/api/simulations/{id}',
    parameters: [],
    reads: ['simulation_id', 'status', 'digest', 'seed', 'tick', 'ticks', 'ticks_per_day', 'num_days', 'agents', 'events', 'measures', 'started_at'],
  },
  events: {
    path: '/api/simulations/{id}/events',
    parameters: ['limit', 'cursor', 'sort'],
    reads: ['events', 'total', 'next', 'prev'],
  },
  event: { path: '/api/simulations/{id}/events/{event_id}', parameters: [], reads: ['event_id', 'seq', 'links'] },
  facets: { path: '/api/simulations/{id}/events/facets', parameters: ['facet'], reads: ['facets', 'total'] },
  locate: {
    path: '/api/simulations/{id}/events/locate',
    parameters: ['sort', 'seq', 'tick', 'rank'],
    reads: ['rank', 'seq', 'tick', 'cursor', 'total'],
  },
  agents: { path: '/api/simulations/{id}/agents', parameters: [], reads: ['agents', 'total'] },
  agent: { path: '/api/simulations/{id}/agents/{agent_id}', parameters: [], reads: ['agent_id', 'opening_balance', 'closing_balance'] },
  series: {
    path: '/api/simulations/{id}/series/{name}',
    parameters: ['agent', 'px', 'agg'],
    reads: ['points', 'from', 'until'],
  },
  costs: { path: '/api/simulations/{id}/costs', parameters: ['agent_id'], reads: ['agents', 'total'] },
  transaction: { path: '/api/simulations/{id}/transactions/{tx_id}', parameters: [], reads: ['tx_id', 'status'] },
  lifecycle: {
    path: '/api/simulations/{id}/transactions/{tx_id}/lifecycle',
    parameters: [],
    reads: ['transaction', 'spans', 'waits', 'parts', 'offset', 'events', 'events_total'],
  },
  csv: { path: '/api/simulations/{id}/export.csv', parameters: ['sort', 'flat'], reads: [] },
} as const;

export interface Simulation {
  readonly simulation_id: string;
  readonly name: string;
  readonly status: string;
  readonly digest: string | null;
  readonly seed: Whole;
  readonly tick: number;
  readonly ticks: number;
  readonly ticks_per_day: number;
  readonly num_days: number;
  readonly agents: number;
  readonly events: number;
  readonly transactions: number | null;
  readonly started_at: string | null;
  readonly last_error: string | null;
  readonly measures: Readonly<Record<string, number>> | null;
}

export type Detail = Whole | string | boolean | readonly (Whole | string)[];

export interface EventRow {
  readonly event_id: string;
  readonly seq: number;
  readonly simulation_id: string;
  readonly tick: number;
  readonly day: number;
  readonly event_timestamp: string;
  readonly event_type: string;
  readonly category: string;
  readonly agent_id: string | null;
  readonly tx_id: string | null;
  readonly details: Readonly<Record<string, Detail>>;
}

export interface EventPage {
  readonly events: readonly EventRow[];
  readonly total: number;
  readonly next: string | null;
  readonly prev: string | null;
}

export interface OneEvent extends EventRow {
  readonly links: { readonly previous: string | null; readonly next: string | null };
}

export interface Facets {
  readonly facets: { readonly type: Counts; readonly category: Counts; readonly agent: Counts };
  readonly total: number;
}
export type Counts = Readonly<Record<string, number>>;

/** A place in the filtered set. All but the total are null where there is none. */
export interface Located {
  readonly rank: number | null;
  readonly seq: number | null;
  readonly tick: number | null;
  readonly cursor: string | null;
  readonly total: number;
}

export interface Agent {
  readonly agent_id: string;
  readonly opening_balance: Whole;
  readonly closing_balance: Whole;
  readonly sent_count: number;
  readonly sent_value: Whole;
  readonly settled_count: number;
  readonly settled_value: Whole;
  readonly received_count: number;
  readonly received_value: Whole;
}

export interface Series {
  readonly name: string;
  /** Each value holds from its tick on, until the next one's. */
  readonly points: readonly (readonly [number, Whole])[];
  readonly from: number;
  readonly until: number;
}

export interface CostRow {
  readonly overdraft: Whole;
  readonly delay: Whole;
  readonly collateral: Whole;
  readonly liquidity: Whole;
  readonly deadline_penalty: Whole;
  readonly split_friction: Whole;
  readonly eod_penalty: Whole;
  readonly total: Whole;
}
export interface Costs {
  readonly agents: readonly (CostRow & { readonly agent_id: string })[];
  readonly total: CostRow;
}

export interface Transaction {
  readonly tx_id: string;
  readonly arrival_tick: number;
  readonly sender_id: string;
  readonly receiver_id: string;
  readonly amount: Whole;
  readonly deadline_tick: number;
  readonly priority: number;
  readonly status: string;
  readonly settled_tick: number | null;
  readonly settled_by: string | null;
  readonly waited_ticks: number | null;
  readonly parent_tx_id: string | null;
}

export interface Lifecycle {
  readonly transaction: Transaction;
  /** Where it was, from tick to tick, one after the other. `until_tick` is null while it lasts. */
  readonly spans: readonly { readonly state: string; readonly from_tick: number; readonly until_tick: number | null }[];
  /** Why it was not settled yet, from tick to tick. */
  readonly waits: readonly {
    readonly queue: string;
    readonly cause: string;
    readonly shortfall: Whole | null;
    readonly from_tick: number;
    readonly until_tick: number | null;
  }[];
  readonly parts: readonly Transaction[];
  readonly offset: {
    readonly seq: number;
    readonly tick: number;
    readonly event_type: string;
    readonly partners: readonly { readonly tx_id: string; readonly sender_id: string; readonly receiver_id: string; readonly amount: Whole }[];
  } | null;
  readonly events: readonly EventRow[];
  readonly events_total: number;
}

/** Whether there will be more of it. */
export function goesOn(simulation: Simulation): boolean {
  return simulation.status === 'queued' || simulation.status === 'running';
}

/** The API said no, and why (RFC 9457), or did not answer. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly hint: string | null,
  ) {
    super(`${title}: ${detail}`);
  }
}

type Query = readonly (readonly [string, string])[];

async function get<T>(route: keyof typeof ROUTES, path: Readonly<Record<string, string>>, query: Query, signal?: AbortSignal): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(address(route, path, query), { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new Problem(0, 'No answer', 'The server does not answer.', 'Is rtgsim serve still running?');
  }
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as T;
}

async function problemOf(answer: Response): Promise<Problem> {
  const title = `The server answered ${answer.status}`;
  if (!(answer.headers.get('content-type') ?? '').includes('json')) return new Problem(answer.status, title, await answer.text(), null);
  const body = (await answer.json()) as { title?: string; detail?: string; hint?: string };
  return new Problem(answer.status, body.title ?? title, body.detail ?? '', body.hint ?? null);
}

export function address(route: keyof typeof ROUTES, path: Readonly<Record<string, string>>, query: Query): string {
  const filled = ROUTES[route].path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = path[name];
    if (value === undefined) throw new Error(`${route} needs ${name}`);
    return encodeURIComponent(value);
  });
  const pairs = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}

export const api = {
  simulations: (signal?: AbortSignal) =>
    get<{ simulations: readonly Simulation[]; total: number; next: string | null }>('simulations', {}, [['limit', '1000']], signal),

  simulation: (id: string, signal?: AbortSignal) => get<Simulation>('simulation', { id }, [], signal),

  events: (id: string, filters: Filters, sort: Sort, limit: number, cursor: string | null, signal?: AbortSignal) => {
    const place: [string, string][] = cursor === null ? [] : [['cursor', cursor]];
    return get<EventPage>('events', { id }, [...filterParameters(filters), ['sort', sort], ['limit', String(limit)], ...place], signal);
  },

  event: (id: string, event: string, signal?: AbortSignal) => get<OneEvent>('event', { id, event_id: event }, [], signal),

  facets: (id: string, filters: Filters, signal?: AbortSignal) => get<Facets>('facets', { id }, filterParameters(filters), signal),

  /** Where in the filtered set an event, a tick or a rank is: the first event at or after it, in the order asked for. */
  locate: (id: string, filters: Filters, sort: Sort, by: 'seq' | 'tick' | 'rank', value: number, signal?: AbortSignal) =>
    get<Located>('locate', { id }, [...filterParameters(filters), ['sort', sort], [by, String(value)]], signal),

  agents: (id: string, signal?: AbortSignal) => get<{ agents: readonly Agent[]; total: number }>('agents', { id }, [], signal),

  agent: (id: string, agent: string, signal?: AbortSignal) => get<Agent>('agent', { id, agent_id: agent }, [], signal),

  series: (id: string, name: string, agent: string, pixels: number, signal?: AbortSignal) =>
    get<Series>('series', { id, name }, [['agent', agent], ['agg', 'm4'], ['px', String(pixels)]], signal),

  costs: (id: string, agent: string, signal?: AbortSignal) => get<Costs>('costs', { id }, [['agent_id', agent]], signal),

  lifecycle: (id: string, tx: string, signal?: AbortSignal) => get<Lifecycle>('lifecycle', { id, tx_id: tx }, [], signal),

  csvAddress: (id: string, filters: Filters, sort: Sort) =>
    address('csv', { id }, [...filterParameters(filters), ['sort', sort], ['flat', 'true']]),
};
