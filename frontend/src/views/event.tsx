import { api, type EventRow, type OneEvent } from '../api.ts';
import type { PageProps } from '../app.tsx';
import { isControl, useKeys } from '../keys.ts';
import { useLoaded } from '../loading.ts';
import { pathOf } from '../model/address.ts';
import { tick, whole } from '../model/format.ts';
import { go } from '../navigation.ts';
import { Fields, RawJson } from '../parts/details.tsx';
import { Crumb, Frame, Loading, ProblemBox } from '../parts/frame.tsx';
import { Icon } from '../parts/icons.tsx';
import { copy } from '../parts/toasts.tsx';

/** One event as a page of its own, found by its id or its seq. */
export function EventPage({ id, event: wanted, keysOn, openHelp }: PageProps & { id: string; event: string }) {
  const { value: event, problem, retry } = useLoaded(`${id} ${wanted}`, (signal) => api.event(id, wanted, signal));
  const timeline = pathOf({ page: 'timeline', id }) + (event ? `?selected=${event.seq}` : '');
  const neighbour = (by: number) => event && pathOf({ page: 'event', id, event: String(event.seq + by) });
  const previous = event?.links.previous ? neighbour(-1) : null;
  const next = event?.links.next ? neighbour(1) : null;

  useKeys(keysOn, (press, pressed) => {
    switch (press) {
      case 'j':
        if (next) go(next);
        return true;
      case 'k':
        if (previous) go(previous);
        return true;
      case 'y':
        void copy(location.href, 'Link');
        return true;
      case 'Escape':
        go(timeline);
        return true;
      case 'Enter':
        if (isControl(pressed.target)) return false;
        go(timeline);
        return true;
      case '?':
        openHelp();
        return true;
      default:
        return false;
    }
  });

  return (
    <Frame
      title={event ? `Event ${event.seq} · ${id}` : id}
      openHelp={openHelp}
      crumbs={
        <>
          <Crumb href={timeline}>{id}</Crumb>
          <Crumb>{event ? `event ${event.seq}` : 'event'}</Crumb>
        </>
      }
    >
      {problem ? (
        <ProblemBox problem={problem} retry={retry}>
          <a href={pathOf({ page: 'timeline', id })}>All events of {id}</a>
        </ProblemBox>
      ) : event === null ? (
        <Loading what="Reading the event" />
      ) : (
        <article class="sheet">
          <div class="page-head">
            <h1>
              {event.event_type} <span class="quiet-text">in tick {tick(event.tick)}</span>
            </h1>
            <p class="small">Event {whole(event.seq)}</p>
          </div>
          <Fields event={event} />
          <nav class="steps" aria-label="Neighbours">
            {previous ? (
              <a class="tool" href={previous} rel="prev">
                <Icon name="left" /> Event {whole(event.seq - 1)}
              </a>
            ) : (
              <span class="small">This is the first event.</span>
            )}
            <a class="tool" href={timeline}>
              In the timeline
            </a>
            {event.tx_id !== null && (
              <a class="tool" href={pathOf({ page: 'transaction', id, tx: event.tx_id })}>
                Life of {event.tx_id}
              </a>
            )}
            {next ? (
              <a class="tool" href={next} rel="next">
                Event {whole(event.seq + 1)} <Icon name="right" />
              </a>
            ) : (
              <span class="small">This is the last event.</span>
            )}
          </nav>
          <RawJson event={withoutLinks(event)} />
        </article>
      )}
    </Frame>
  );
}

/** What is stored of it; the links are of this server. */
function withoutLinks({ links: _, ...event }: OneEvent): EventRow {
  return event;
}
