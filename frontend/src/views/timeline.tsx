import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { api, goesOn, Problem, type EventRow, type Facets, type Simulation } from '../api.ts';
import type { PageProps } from '../app.tsx';
import { isControl, useKeys } from '../keys.ts';
import { useLoaded } from '../loading.ts';
import { pathOf } from '../model/address.ts';
import { count, whole } from '../model/format.ts';
import { CATEGORIES } from '../model/kinds.ts';
import { EventRows } from '../model/rows.ts';
import {
  activeFilters,
  filterParameters,
  readView,
  toggled,
  withFilter,
  writeView,
  type FilterName,
  type Filters,
  type View,
} from '../model/view.ts';
import { words } from '../model/sight.ts';
import { go } from '../navigation.ts';
import { Fields, RawJson } from '../parts/details.tsx';
import { EventList, type ListHandle } from '../parts/event-list.tsx';
import { FilterPanel, type Step } from '../parts/filter-panel.tsx';
import { Crumb, Frame, Loading, ProblemBox } from '../parts/frame.tsx';
import { Icon } from '../parts/icons.tsx';
import { Legend } from '../parts/legend.tsx';
import { copy, say } from '../parts/toasts.tsx';

export function Timeline({ id, search, keysOn, openHelp }: PageProps & { id: string; search: string }) {
  const simulation = useLoaded(id, (signal) => api.simulation(id, signal), goesOn);
  if (simulation.problem || simulation.value?.status === 'queued') {
    return (
      <Frame title={id} openHelp={openHelp} crumbs={<Crumb>{id}</Crumb>}>
        {simulation.problem ? (
          <ProblemBox problem={simulation.problem} retry={simulation.retry}>
            <a href="/">All runs</a>
          </ProblemBox>
        ) : (
          <Loading what="This run waits for its turn" />
        )}
      </Frame>
    );
  }
  return <EventTimeline id={id} simulation={simulation.value} search={search} keysOn={keysOn} openHelp={openHelp} />;
}

/** Where the selection stands: the rank is known before the event is, when keys are faster than the network. */
interface Cursor {
  readonly rank: number;
  readonly seq: number | null;
}

const NARROW = '(max-width: 60rem)';

function EventTimeline({ id, simulation, search, keysOn, openHelp }: PageProps & { id: string; simulation: Simulation | null; search: string }) {
  const { view, unknown } = useMemo(() => readView(search), [search]);
  const { filters, sort } = view;
  const question = JSON.stringify([filterParameters(filters), sort]);
  const rows = useMemo(() => new EventRows(id, filters, sort), [id, question]);
  const [version, changed] = useReducer((n: number, _: void) => n + 1, 0);
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [lone, setLone] = useState<EventRow | null>(null);
  const [drawer, setDrawer] = useState(false);
  const list = useRef<ListHandle>(null);
  const focusWanted = useRef(false);
  const centreWanted = useRef<number | null>(null);
  const rowsNow = useRef(rows);
  rowsNow.current = rows;
  const latest = useRef({ view, cursor });
  latest.current.view = view;
  // Presses may come faster than drawings, so where the selection is does not wait for one.
  const place = useCallback((next: Cursor | null) => {
    latest.current.cursor = next;
    setCursor(next);
  }, []);
  const narrow = useMedia(NARROW);
  const panelOpen = narrow ? drawer : view.panelOpen;

  useEffect(() => {
    const stop = rows.subscribe(() => changed());
    rows.want(0, 1);
    return () => {
      stop();
      rows.close();
    };
  }, [rows]);

  // A run that goes on grows; what is worked out from all its events, as agents are, is there when it is complete.
  const running = simulation?.status === 'running';
  const grown = running ? simulation.events : 0;
  const seenRunning = useRef(false);
  if (running) seenRunning.current = true;
  // Newest first, an event that is selected would leave its rank.
  const mayGrow = sort === 'tick_asc' || cursor === null;
  useEffect(() => {
    if (seenRunning.current && mayGrow) void rows.grow();
  }, [rows, grown, mayGrow]);
  const agents = useLoaded(simulation === null || running ? null : id, (signal) => api.agents(id, signal));
  const facets = useFacets(id, filters, grown);
  const seenAgents = running ? facets?.facets.agent : null;
  const agentIds = useMemo(
    () => agents.value?.agents.map((agent) => agent.agent_id) ?? Object.keys(seenAgents ?? {}),
    [agents.value, seenAgents],
  );
  const total = rows.total;

  const show = useCallback((next: View, how: 'push' | 'replace') => go(location.pathname + writeView(next), how), []);
  const setFilters = useCallback(
    (next: Filters, step: Step = 'step') => show({ ...latest.current.view, filters: next }, step === 'typing' ? 'replace' : 'push'),
    [show],
  );

  // The address holds the selection; it follows the keys after a pause, since browsers let it change only so often.
  const writing = useRef(0);
  const written = useRef<{ rows: EventRows; seq: number } | null>(null);
  const unwritten = useRef<number | null>(null);
  const write = useCallback(() => {
    clearTimeout(writing.current);
    const seq = unwritten.current;
    if (seq === null) return;
    unwritten.current = null;
    written.current = { rows: rowsNow.current, seq };
    const now = latest.current.view;
    if (now.selected !== seq) show({ ...now, selected: seq }, 'replace');
  }, [show]);
  const select = useCallback(
    (seq: number) => {
      clearTimeout(writing.current);
      unwritten.current = seq;
      writing.current = window.setTimeout(write, 150);
    },
    [write],
  );
  useEffect(() => () => clearTimeout(writing.current), []);

  // From the address to the list: a deep link, Back, or another filtered set in which the event has another rank.
  useEffect(() => {
    const { selected } = view;
    if (selected === null) {
      written.current = null;
      place(null);
      setLone(null);
      return;
    }
    // What the list wrote there itself may be behind the keys already.
    if (written.current?.rows === rows && written.current.seq === selected) return;
    written.current = null;
    const controller = new AbortController();
    rows.locate('seq', selected, controller.signal).then(
      (found) => {
        if (found.seq === selected && found.rank !== null) {
          setLone(null);
          place({ rank: found.rank, seq: selected });
          centreWanted.current = found.rank;
          return;
        }
        // It is not in the filtered set: its details are shown, and said to be of an event outside.
        place(null);
        centreWanted.current = found.rank;
        api.event(id, String(selected), controller.signal).then(setLone, (failure: unknown) => {
          if (controller.signal.aborted) return;
          if (!(failure instanceof Problem)) throw failure;
          say(failure.detail);
        });
      },
      (failure: unknown) => {
        if (controller.signal.aborted) return;
        if (!(failure instanceof Problem)) throw failure;
      },
    );
    return () => controller.abort();
  }, [rows, view.selected]);

  // The list may only be drawn after the place in it is known.
  useEffect(() => {
    if (centreWanted.current === null || !list.current) return;
    list.current.centre(centreWanted.current);
    centreWanted.current = null;
  });

  // From the list to the address: once the event at the rank is here, its seq is known.
  const chosen = cursor === null ? lone : (rows.at(cursor.rank) ?? null);
  useEffect(() => {
    if (cursor === null || cursor.seq !== null || latest.current.cursor !== cursor) return;
    const event = rows.at(cursor.rank);
    if (!event) return;
    place({ rank: cursor.rank, seq: event.seq });
    select(event.seq);
  }, [cursor, version]);

  // Real focus follows the selection when keys or the mouse moved it, not when the address did.
  useEffect(() => {
    // Of several presses before a drawing the last one has the focus.
    if (!focusWanted.current || cursor === null || latest.current.cursor?.rank !== cursor.rank) return;
    focusWanted.current = false;
    list.current?.focusRank(cursor.rank);
  }, [cursor]);

  const moveTo = useCallback((rank: number) => {
    const all = rowsNow.current.total;
    if (all === null || all === 0) return;
    const target = Math.min(all - 1, Math.max(0, rank));
    if (target !== rank) say(rank < 0 ? 'This is the first event' : 'This is the last event');
    focusWanted.current = true;
    setLone(null);
    place({ rank: target, seq: null });
    rowsNow.current.want(target, target + 1);
    list.current?.reveal(target);
  }, []);

  const open = useCallback(
    (event: EventRow) => {
      // Back must find the selection again.
      write();
      go(pathOf({ page: 'event', id, event: event.event_id }));
    },
    [id, write],
  );
  const choose = useCallback((rank: number) => moveTo(rank), [moveTo]);
  const clearSelection = () => {
    clearTimeout(writing.current);
    unwritten.current = null;
    place(null);
    setLone(null);
    show({ ...latest.current.view, selected: null }, 'replace');
  };
  const clearAll = useCallback(() => {
    const before = latest.current.view.filters;
    if (activeFilters(before).length === 0) return;
    setFilters({});
    say('All filters cleared', { label: 'Undo', act: () => setFilters(before) });
  }, [setFilters]);

  const openPanel = (isOpen: boolean) => {
    if (narrow) setDrawer(isOpen);
    else show({ ...latest.current.view, panelOpen: isOpen }, 'replace');
  };
  const focusFilters = useRef(false);
  useEffect(() => {
    if (!focusFilters.current || !panelOpen) return;
    focusFilters.current = false;
    document.querySelector<HTMLElement>('#filters input')?.focus();
  }, [panelOpen, version]);

  /** One rung: a box, a field, the selection, the filters. */
  const escape = (): boolean => {
    const active = document.activeElement;
    if (narrow && drawer) {
      setDrawer(false);
      document.querySelector<HTMLElement>('#filters-button')?.focus();
      return true;
    }
    if (active instanceof HTMLElement && active.matches('input, select, textarea')) {
      active.blur();
      if (cursor !== null) list.current?.focusRank(cursor.rank);
      return true;
    }
    if (view.selected !== null || cursor !== null) {
      clearSelection();
      return true;
    }
    if (activeFilters(filters).length > 0) {
      clearAll();
      return true;
    }
    return false;
  };

  const step = (by: number) => {
    const from = latest.current.cursor?.rank ?? null;
    if (from !== null) return moveTo(from + by);
    const top = list.current?.top() ?? 0;
    moveTo(Math.ceil(top));
  };
  const screen = () => Math.max(1, Math.floor(list.current?.viewRows() ?? 1) - 1);

  const moveByKey = (press: string): boolean => {
    switch (press) {
      case 'PageDown':
        step(screen());
        return true;
      case 'PageUp':
        step(-screen());
        return true;
      case 'Home':
        moveTo(0);
        return true;
      case 'End':
        if (rows.total !== null) moveTo(rows.total - 1);
        return true;
      default:
        return false;
    }
  };

  useKeys(keysOn, (press, event) => {
    const digit = /^(Shift\+)?([1-7])$/.exec(press);
    if (digit) {
      const category = CATEGORIES[Number(digit[2]) - 1]!;
      const only = filters.category?.length === 1 && filters.category[0] === category ? [] : [category];
      setFilters(withFilter(filters, 'category', digit[1] ? only : toggled(filters.category, category)));
      return true;
    }
    switch (press) {
      case 'Escape':
        return escape();
      case 'j':
        step(1);
        return true;
      case 'k':
        step(-1);
        return true;
      case '/': {
        focusFilters.current = true;
        if (panelOpen) document.querySelector<HTMLElement>('#filters input')?.focus();
        else openPanel(true);
        return true;
      }
      case 'Enter':
        if (chosen === null || isControl(event.target)) return false;
        open(chosen);
        return true;
      case 'y':
        void copy(location.origin + location.pathname + writeView({ ...view, selected: chosen?.seq ?? null }), 'Link');
        return true;
      case '?':
        openHelp();
        return true;
      default:
        return moveByKey(press);
    }
  });

  /** In the grid the arrow keys move also where single keys are switched off: that is what a grid promises. */
  const gridKeys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (!(event.target as Element).closest('[role=row]')) return;
    const handled =
      event.key === 'ArrowDown'
        ? (step(1), true)
        : event.key === 'ArrowUp'
          ? (step(-1), true)
          : !keysOn && event.key === 'Enter' && chosen !== null
            ? (open(chosen), true)
            : !keysOn && moveByKey(event.key);
    if (handled) event.preventDefault();
  };

  const active = activeFilters(filters).length;
  const title = simulation?.simulation_id ?? id;
  const csv = api.csvAddress(id, filters, sort);

  return (
    <Frame
      wide
      title={title}
      openHelp={openHelp}
      crumbs={
        <>
          <Crumb>{title}</Crumb>
          {simulation && <span class="small seed">seed {whole(simulation.seed)}</span>}
          {simulation && running && (
            <span class="small" id="running">
              <span class="status status-running">running</span> tick {whole(simulation.tick)} of {whole(simulation.ticks)}
            </span>
          )}
        </>
      }
      tools={
        <>
          <button type="button" id="filters-button" class="tool" aria-expanded={panelOpen} aria-controls="filters" onClick={() => openPanel(!panelOpen)}>
            <Icon name="filter" />
            <span class="tool-name">Filters</span>
            {active > 0 && (
              <span class="count-badge" aria-label={`${active} active`}>
                {active}
              </span>
            )}
          </button>
          <button type="button" class="tool" onClick={() => void copy(location.href, 'Link')}>
            <Icon name="copy" />
            <span class="tool-name">Link</span>
          </button>
          {!running && (
            <a class="tool" id="csv" href={csv} download>
              <Icon name="download" />
              <span class="tool-name">CSV</span>
              {total !== null && <span class="count">{count(total, 'row')}</span>}
            </a>
          )}
        </>
      }
    >
      <h1 class="hidden">Timeline of {title}</h1>
      <div class={`timeline${panelOpen ? ' with-filters' : ''}${chosen ? ' with-details' : ''}`} onKeyDown={gridKeys} onClickCapture={write}>
        {panelOpen && (
          <aside class="side filters-side" aria-label="Filters">
            {simulation && (
              <FilterPanel
                simulation={simulation}
                agentIds={agentIds}
                filters={filters}
                sort={sort}
                facets={facets}
                setFilters={setFilters}
                setSort={(next) => show({ ...latest.current.view, sort: next }, 'push')}
                applySaved={(its, itsSort) => show({ ...latest.current.view, filters: its, sort: itsSort }, 'push')}
                clearAll={clearAll}
                close={() => openPanel(false)}
              />
            )}
          </aside>
        )}
        <section class="middle" aria-label="Events" id="events">
          <Legend
            open={view.legendOpen}
            setOpen={(isOpen) => show({ ...latest.current.view, legendOpen: isOpen }, 'replace')}
            filters={filters}
            setFilters={(next) => setFilters(next)}
            types={facets?.facets.type ?? null}
            categories={facets?.facets.category ?? null}
          />
          <div class="summary">
            <p role="status" id="summary">
              {total === null ? (rows.problem ? '' : 'Reading events …') : <Summary total={total} all={simulation?.events ?? null} running={running} />}
            </p>
            <ActiveFilters filters={filters} setFilters={setFilters} clearAll={clearAll} />
          </div>
          {unknown.length > 0 && (
            <p class="notice" role="alert">
              The address asks for what this page does not know, and it was left out: {unknown.join(', ')}
            </p>
          )}
          {rows.problem ? (
            <ProblemBox problem={rows.problem} retry={() => rows.retry()}>
              {active > 0 && (
                <button type="button" onClick={clearAll}>
                  Clear all filters
                </button>
              )}
            </ProblemBox>
          ) : total === 0 && running && active === 0 ? (
            <Loading what="Waiting for the first events" />
          ) : total === 0 ? (
            <div class="state-box">
              <h2>No event matches</h2>
              <p>Each of these filters must hold. Take one away, or clear all.</p>
              <button type="button" onClick={clearAll}>
                Clear all filters
              </button>
            </div>
          ) : total === null ? (
            <Loading what="Reading events" />
          ) : (
            <EventList
              rows={rows}
              version={version}
              total={total}
              current={cursor?.rank ?? null}
              choose={choose}
              open={open}
              handle={list}
              label={`Events of ${title}`}
            />
          )}
        </section>
        {chosen && (
          <Selection
            id={id}
            event={chosen}
            rank={cursor?.rank ?? null}
            total={total ?? 0}
            step={step}
            close={clearSelection}
          />
        )}
      </div>
    </Frame>
  );
}

function Summary({ total, all, running }: { total: number; all: number | null; running: boolean }) {
  // What is stored and what was counted last are of two moments.
  if (running) {
    return (
      <>
        <strong>{whole(total)}</strong> {total === 1 ? 'event' : 'events'} so far
      </>
    );
  }
  return (
    <>
      <strong>{whole(total)}</strong>
      {all !== null && all !== total ? ` of ${count(all, 'event')}` : total === 1 ? ' event' : ' events'}
    </>
  );
}

function ActiveFilters({ filters, setFilters, clearAll }: { filters: Filters; setFilters: (next: Filters) => void; clearAll: () => void }) {
  const names = activeFilters(filters);
  if (names.length === 0) return null;
  return (
    <ul class="active" aria-label="Active filters">
      {names.map((name: FilterName) => (
        <li key={name}>
          <button type="button" class="pill" onClick={() => setFilters(withFilter(filters, name, []))}>
            <span>
              <span class="hidden">Remove filter </span>
              {words(name)}: {shorten(filters[name] ?? [])}
            </span>
            <Icon name="close" />
          </button>
        </li>
      ))}
      {names.length > 1 && (
        <li>
          <button type="button" class="text-button" onClick={clearAll}>
            Clear all
          </button>
        </li>
      )}
    </ul>
  );
}

function shorten(values: readonly string[]): string {
  return values.length <= 2 ? values.join(', ') : `${values.slice(0, 2).join(', ')} +${values.length - 2}`;
}

interface SelectionProps {
  readonly id: string;
  readonly event: EventRow;
  /** Null if it is not in the filtered set. */
  readonly rank: number | null;
  readonly total: number;
  readonly step: (by: number) => void;
  readonly close: () => void;
}

function Selection({ id, event, rank, total, step, close }: SelectionProps) {
  return (
    <aside class="side details-side" aria-label="Selected event">
      <div class="box-head">
        <h2>
          Event {whole(event.seq)}
        </h2>
        <button type="button" class="quiet" onClick={() => step(-1)} disabled={rank === null || rank === 0} aria-label="Previous event">
          <Icon name="left" />
        </button>
        <button type="button" class="quiet" onClick={() => step(1)} disabled={rank === null || rank >= total - 1} aria-label="Next event">
          <Icon name="right" />
        </button>
        <button type="button" class="quiet" onClick={close} aria-label="Clear selection">
          <Icon name="close" />
        </button>
      </div>
      <p class="small">{rank === null ? 'Not in the filtered set.' : `${whole(rank + 1)} of ${whole(total)}`}</p>
      <Fields event={event} />
      <ul class="links">
        <li>
          <a href={pathOf({ page: 'event', id, event: event.event_id })}>Open as a page</a>
        </li>
        {event.tx_id !== null && (
          <li>
            <a href={pathOf({ page: 'transaction', id, tx: event.tx_id })}>Life of {event.tx_id}</a>
          </li>
        )}
        <li>
          <a href={`${pathOf({ page: 'timeline', id })}?selected=${event.seq}`}>Neighbours in the full log</a>
        </li>
        {event.tx_id !== null && (
          <li>
            <a href={`${pathOf({ page: 'timeline', id })}?tx_id=${event.tx_id}&selected=${event.seq}`}>Neighbours in its transaction</a>
          </li>
        )}
      </ul>
      <RawJson event={event} />
    </aside>
  );
}

/** Counts over the full filtered set; those of the last set stay until the new ones are here. */
function useFacets(id: string, filters: Filters, grown: number): Facets | null {
  const [facets, setFacets] = useState<Facets | null>(null);
  const key = id + JSON.stringify(filterParameters(filters));
  useEffect(() => {
    const controller = new AbortController();
    api.facets(id, filters, controller.signal).then(setFacets, (failure: unknown) => {
      if (controller.signal.aborted) return;
      // The list says what is wrong with the filters; without counts the panel shows none.
      if (!(failure instanceof Problem)) throw failure;
      setFacets(null);
    });
    return () => controller.abort();
  }, [key, grown]);
  return facets;
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const look = () => setMatches(media.matches);
    media.addEventListener('change', look);
    return () => media.removeEventListener('change', look);
  }, [query]);
  return matches;
}
