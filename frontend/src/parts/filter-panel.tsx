import type { ComponentChildren } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { Facets, Simulation } from '../api.ts';
import { readTx, readWhole, whole } from '../model/format.ts';
import { CATEGORIES, categoryLabel, kindsOf } from '../model/kinds.ts';
import { activeFilters, toggled, withFilter, type FilterName, type Filters, type Sort } from '../model/view.ts';
import { Glyph, Icon } from './icons.tsx';
import { Saved } from './saved-filters.tsx';

/** How one change of the filters goes into the history: as a step of its own, or as more of what is being typed. */
export type Step = 'step' | 'typing';

interface Props {
  readonly simulation: Simulation;
  readonly agentIds: readonly string[];
  readonly filters: Filters;
  readonly sort: Sort;
  readonly facets: Facets | null;
  readonly setFilters: (filters: Filters, step: Step) => void;
  readonly setSort: (sort: Sort) => void;
  readonly applySaved: (filters: Filters, sort: Sort) => void;
  readonly clearAll: () => void;
  readonly close: () => void;
}

export function FilterPanel({ simulation, agentIds, filters, sort, facets, setFilters, setSort, applySaved, clearAll, close }: Props) {
  const active = activeFilters(filters).length;
  const lastTick = simulation.ticks - 1;
  const lastDay = simulation.num_days - 1;
  const set = (name: FilterName, values: readonly string[], step: Step) => setFilters(withFilter(filters, name, values), step);
  const number = (name: FilterName, label: string, last: number | null) => (
    <TypedField
      label={label}
      values={filters[name] ?? []}
      placeholder={last === null ? 'minor units' : name.endsWith('min') ? '0' : String(last)}
      numeric
      read={(text) => {
        const value = readWhole(text);
        if (value === null) return { error: 'A whole number' };
        if (last !== null && (BigInt(value) < 0n || BigInt(value) > BigInt(last))) return { error: `0 to ${whole(last)}` };
        return { values: [value] };
      }}
      apply={(values, step) => set(name, values, step)}
    />
  );

  return (
    <form class="filters" id="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <div class="box-head">
        <h2>
          Filters {active > 0 && <span class="count-badge">{active}</span>}
        </h2>
        <button type="button" class="text-button" onClick={clearAll} disabled={active === 0}>
          Clear all
        </button>
        <button type="button" class="quiet" onClick={close} aria-label="Close filters">
          <Icon name="close" />
        </button>
      </div>

      <div class="pair">
        {number('tick_min', 'From tick', lastTick)}
        {number('tick_max', 'To tick', lastTick)}
      </div>
      <TypedField
        label={lastDay === 0 ? 'Day (0 only)' : `Day (0 to ${whole(lastDay)})`}
        values={filters.day ?? []}
        write={ranges}
        placeholder={lastDay === 0 ? '0' : `such as 0, 2-${Math.max(3, lastDay)}`}
        read={(text) => readDays(text, lastDay)}
        apply={(values, step) => set('day', values, step)}
      />
      <TypedField
        label="Transaction"
        values={filters.tx_id ?? []}
        placeholder="tx_00000042 or 42"
        read={(text) => {
          const values = text.split(/[,\s]+/).filter(Boolean).map(readTx);
          return values.every((value) => value !== null) ? { values: [...new Set(values)] } : { error: 'A number, or an id such as tx_00000042' };
        }}
        apply={(values, step) => set('tx_id', values, step)}
      />
      <div class="pair">
        {number('amount_min', 'Amount from', null)}
        {number('amount_max', 'Amount to', null)}
      </div>
      <fieldset>
        <legend>First in the list</legend>
        <div class="segments">
          {(
            [
              ['tick_asc', 'Earliest'],
              ['tick_desc', 'Latest'],
            ] as const
          ).map(([value, label]) => (
            <label key={value} class={sort === value ? 'segment on' : 'segment'}>
              <input type="radio" name="sort" value={value} checked={sort === value} onChange={() => setSort(value)} />
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>

      <AgentField agentIds={agentIds} filters={filters} counts={facets?.facets.agent ?? null} setFilters={setFilters} />

      <fieldset>
        <legend>Event types</legend>
        {CATEGORIES.map((category) => (
          <div key={category} class="type-group">
            <Check
              checked={filters.category?.includes(category) ?? false}
              count={facets === null ? null : (facets.facets.category[category] ?? 0)}
              toggle={() => set('category', toggled(filters.category, category), 'step')}
              strong
            >
              {categoryLabel(category)}
            </Check>
            {kindsOf(category).map((kind) => (
              <Check
                key={kind.name}
                checked={filters.event_type?.includes(kind.name) ?? false}
                count={facets === null ? null : (facets.facets.type[kind.name] ?? 0)}
                toggle={() => set('event_type', toggled(filters.event_type, kind.name), 'step')}
              >
                <Glyph kind={kind} />
                {kind.name}
              </Check>
            ))}
          </div>
        ))}
        <p class="small">Counts are of the full filtered set.</p>
      </fieldset>

      <Saved filters={filters} sort={sort} apply={applySaved} />
    </form>
  );
}

type Read = { readonly values: readonly string[] } | { readonly error: string };

interface TypedFieldProps {
  readonly label: string;
  readonly values: readonly string[];
  /** How the values are shown when nothing is being typed. */
  readonly write?: (values: readonly string[]) => string;
  readonly placeholder: string;
  readonly numeric?: boolean;
  readonly read: (text: string) => Read;
  readonly apply: (values: readonly string[], step: Step) => void;
}

/** A field that filters while it is typed into; what cannot be read is said, and filters by nothing new. */
function TypedField({ label, values, write = (list) => list.join(', '), placeholder, numeric = false, read, apply }: TypedFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const timer = useRef(0);
  const steps = useRef<Step>('step');
  const own = useRef(false);
  const key = values.join('\n');
  const text = draft ?? write(values);

  const settle = (typed: string) => {
    clearTimeout(timer.current);
    timer.current = 0;
    const result: Read = typed.trim() === '' ? { values: [] } : read(typed);
    if ('error' in result) {
      setError(result.error);
      return;
    }
    setError(null);
    if (result.values.join('\n') === key) return;
    own.current = true;
    apply(result.values, steps.current);
    steps.current = 'typing';
  };
  // The pause after a key ends in a later drawing, with that drawing's filters.
  const latestSettle = useRef(settle);
  latestSettle.current = settle;
  useEffect(() => () => clearTimeout(timer.current), []);
  // Back, Clear all and saved filters change the value from outside.
  useEffect(() => {
    const typedHere = own.current;
    own.current = false;
    if (typedHere) return;
    clearTimeout(timer.current);
    timer.current = 0;
    setDraft(null);
    setError(null);
  }, [key]);

  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        value={text}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        inputMode={numeric ? 'numeric' : 'text'}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : id + '-error'}
        onFocus={() => (steps.current = 'step')}
        onInput={(event) => {
          const typed = event.currentTarget.value;
          setDraft(typed);
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => latestSettle.current(typed), 200);
        }}
        onKeyDown={(event) => event.key === 'Enter' && draft !== null && settle(draft)}
        onBlur={() => {
          if (draft !== null && timer.current !== 0) settle(draft);
          if (error === null) setDraft(null);
        }}
      />
      {error !== null && (
        <p class="error" id={id + '-error'} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

const SHOWN_AGENTS = 40;

function AgentField(props: {
  agentIds: readonly string[];
  filters: Filters;
  counts: Readonly<Record<string, number>> | null;
  setFilters: (filters: Filters, step: Step) => void;
}) {
  const { agentIds, filters, counts, setFilters } = props;
  const id = useId();
  const [search, setSearch] = useState('');
  const chosen = filters.agent_id ?? [];
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const others = agentIds.filter((agent) => !chosen.includes(agent) && agent.toLowerCase().includes(wanted));
    if (counts !== null) others.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
    return others;
  }, [agentIds, search, chosen.join('\n'), counts]);
  const check = (agent: string) => (
    <Check
      key={agent}
      checked={chosen.includes(agent)}
      count={counts === null ? null : (counts[agent] ?? 0)}
      toggle={() => setFilters(withFilter(filters, 'agent_id', toggled(chosen, agent)), 'step')}
    >
      {agent}
    </Check>
  );
  return (
    <fieldset>
      <legend>Agent</legend>
      <div class="pair">
        <div class="field">
          <label for={id}>Find</label>
          <input id={id} type="text" value={search} placeholder={agentIds[0] ?? ''} autocomplete="off" spellcheck={false} onInput={(event) => setSearch(event.currentTarget.value)} />
        </div>
        <div class="field">
          <label for={id + '-role'}>As</label>
          <select
            id={id + '-role'}
            value={filters.role?.[0] ?? 'any'}
            disabled={chosen.length === 0}
            onChange={(event) => setFilters(withFilter(filters, 'role', event.currentTarget.value === 'any' ? [] : [event.currentTarget.value]), 'step')}
          >
            <option value="any">any party</option>
            <option value="sender">sender</option>
            <option value="receiver">receiver</option>
          </select>
        </div>
      </div>
      <div class="agent-list" role="group" aria-label="Agents" tabIndex={0}>
        {chosen.map(check)}
        {found.slice(0, SHOWN_AGENTS).map(check)}
      </div>
      {found.length > SHOWN_AGENTS && <p class="small">{whole(found.length - SHOWN_AGENTS)} more: type to find them.</p>}
      {found.length === 0 && search !== '' && <p class="small">No other agent’s id has “{search}”.</p>}
    </fieldset>
  );
}

function Check(props: { checked: boolean; count: number | null; toggle: () => void; strong?: boolean; children: ComponentChildren }) {
  return (
    <label class={props.strong ? 'check strong' : 'check'}>
      <input type="checkbox" checked={props.checked} onChange={props.toggle} />
      <span class="check-label">{props.children}</span>
      {props.count !== null && <span class="count">{whole(props.count)}</span>}
    </label>
  );
}

/** `0, 2-4` → the days 0, 2, 3 and 4. */
export function readDays(text: string, lastDay: number): Read {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?$/.exec(part);
    if (!match) return { error: 'Days and ranges, such as 0, 2-4' };
    const from = Number(match[1]);
    const to = Number(match[2] ?? match[1]);
    if (from > to || to > lastDay) return { error: `0 to ${lastDay}` };
    for (let day = from; day <= to; day++) days.add(day);
  }
  return { values: [...days].sort((a, b) => a - b).map(String) };
}

/** The other way: 0, 2, 3, 4 → `0, 2-4`. */
export function ranges(days: readonly string[]): string {
  const numbers = [...new Set(days.map(Number))].sort((a, b) => a - b);
  const parts: [number, number][] = [];
  for (const day of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === day - 1) last[1] = day;
    else parts.push([day, day]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}
