import { lazyChart } from '../parts/lazy-chart.tsx';
import { api, type CostRow, type Series } from '../api.ts';
import type { PageProps } from '../app.tsx';
import { useLoaded } from '../loading.ts';
import { pathOf } from '../model/address.ts';
import { money, percent, signedMoney, tick, whole } from '../model/format.ts';
import { words } from '../model/sight.ts';
import { Crumb, Frame, Loading, ProblemBox } from '../parts/frame.tsx';
import { usePageKeys } from './transaction.tsx';

const PIXELS = 1_000;

/** One agent: its balance and queue over time, its totals and costs. */
export function AgentPage({ id, agent, keysOn, openHelp }: PageProps & { id: string; agent: string }) {
  const found = useLoaded(`${id} ${agent}`, (signal) => api.agent(id, agent, signal));
  const timeline = `${pathOf({ page: 'timeline', id })}?agent_id=${encodeURIComponent(agent)}`;
  usePageKeys(keysOn, pathOf({ page: 'timeline', id }), openHelp);
  const value = found.value;
  return (
    <Frame
      title={`${agent} · ${id}`}
      openHelp={openHelp}
      crumbs={
        <>
          <Crumb href={pathOf({ page: 'timeline', id })}>{id}</Crumb>
          <Crumb>{agent}</Crumb>
        </>
      }
    >
      {found.problem ? (
        <ProblemBox problem={found.problem} retry={found.retry}>
          <a href={pathOf({ page: 'timeline', id })}>All events of {id}</a>
        </ProblemBox>
      ) : value === null ? (
        <Loading what="Reading the agent" />
      ) : (
        <article class="sheet">
          <div class="page-head">
            <h1>{agent}</h1>
            <p>
              <a href={timeline}>Its events in the timeline</a>
            </p>
          </div>
          <dl class="figures">
            <Figure name="Opening balance" text={money(value.opening_balance)} />
            <Figure name="Closing balance" text={money(value.closing_balance)} more={signedMoney((BigInt(value.closing_balance) - BigInt(value.opening_balance)).toString())} />
            <Figure name="Arrived to send" text={money(value.sent_value)} more={whole(value.sent_count) + ' transactions'} />
            <Figure
              name="Settled as sender"
              text={money(value.settled_value)}
              more={`${whole(value.settled_count)} transactions${Number(value.sent_value) > 0 ? `, ${percent(Number(value.settled_value) / Number(value.sent_value))} of value` : ''}`}
            />
            <Figure name="Received" text={money(value.received_value)} more={whole(value.received_count) + ' transactions'} />
          </dl>
          <Chart id={id} agent={agent} name="balance" title="Balance" unit="minor units" />
          <Chart id={id} agent={agent} name="queue_value" title="Value of its queues" unit="minor units, unsettled at the end of the tick, both queues" />
          <Chart id={id} agent={agent} name="queue_count" title="Transactions in its queues" unit="unsettled at the end of the tick, both queues" />
          <CostTable id={id} agent={agent} />
        </article>
      )}
    </Frame>
  );
}

function Figure({ name, text, more }: { name: string; text: string; more?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {text}
        {more && <span class="small">{more}</span>}
      </dd>
    </div>
  );
}

function Chart({ id, agent, name, title, unit }: { id: string; agent: string; name: string; title: string; unit: string }) {
  const series = useLoaded(`${id} ${agent} ${name}`, (signal) => api.series(id, name, agent, PIXELS, signal));
  const Drawn = lazyChart();
  return (
    <section class="chart" aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`}>{title}</h2>
      {series.problem ? (
        <ProblemBox problem={series.problem} retry={series.retry} />
      ) : series.value === null || Drawn === null ? (
        <Loading what="Reading" />
      ) : series.value.points.length === 0 ? (
        <p class="small">Nothing is known of it.</p>
      ) : (
        <>
          <p class="small">{inWords(series.value)}</p>
          <Drawn series={series.value} label={`${title} of ${agent}`} />
          <p class="small">{unit}</p>
          <Numbers series={series.value} title={title} />
        </>
      )}
    </section>
  );
}

/** The figure for those who do not see it. */
function inWords(series: Series): string {
  const values = series.points.map(([, value]) => BigInt(value));
  const at = (index: number) => series.points[index]![0];
  let least = 0;
  let most = 0;
  values.forEach((value, index) => {
    if (value < values[least]!) least = index;
    if (value > values[most]!) most = index;
  });
  const text = (index: number) => `${whole(values[index]!.toString())} in tick ${tick(at(index))}`;
  return `From ${whole(values[0]!.toString())}; least ${text(least)}; most ${text(most)}; last ${whole(values.at(-1)!.toString())}.`;
}

const ROWS_SHOWN = 200;

function Numbers({ series, title }: { series: Series; title: string }) {
  const { points } = series;
  return (
    <details class="raw">
      <summary>As a table</summary>
      <div class="table-box tall" tabIndex={0} role="region" aria-label={`${title} as a table`}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">From tick</th>
              <th scope="col" class="number">{title}</th>
            </tr>
          </thead>
          <tbody>
            {points.slice(0, ROWS_SHOWN).map(([at, value], index) => (
              <tr key={index}>
                <td class="number">{tick(at)}</td>
                <td class="number">{whole(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {points.length > ROWS_SHOWN && <p class="small">The first {whole(ROWS_SHOWN)} of {whole(points.length)} changes.</p>}
    </details>
  );
}

const COMPONENTS: readonly (keyof CostRow)[] = ['overdraft', 'delay', 'collateral', 'liquidity', 'deadline_penalty', 'split_friction', 'eod_penalty'];

function CostTable({ id, agent }: { id: string; agent: string }) {
  const costs = useLoaded(`${id} ${agent} costs`, (signal) => api.costs(id, agent, signal));
  return (
    <section aria-labelledby="costs-title">
      <h2 id="costs-title">Costs</h2>
      {costs.problem ? (
        <ProblemBox problem={costs.problem} retry={costs.retry} />
      ) : costs.value === null ? (
        <Loading what="Reading" />
      ) : BigInt(costs.value.total.total) === 0n ? (
        <p>It had no costs.</p>
      ) : (
        <div class="table-box">
          <table class="costs">
            <tbody>
              {COMPONENTS.map((name) => (
                <tr key={name}>
                  <th scope="row">{words(name)}</th>
                  <td class="number">{money(costs.value!.total[name])}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">total</th>
                <td class="number">{money(costs.value.total.total)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </section>
  );
}
