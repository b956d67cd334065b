import { api, goesOn, type Simulation } from '../api.ts';
import type { PageProps } from '../app.tsx';
import { useKeys } from '../keys.ts';
import { useLoaded } from '../loading.ts';
import { pathOf } from '../model/address.ts';
import { count, percent, whole } from '../model/format.ts';
import { Frame, Loading, ProblemBox } from '../parts/frame.tsx';

export function Runs({ keysOn, openHelp }: PageProps) {
  const { value, problem, retry } = useLoaded('runs', api.simulations, (page) => page.simulations.some(goesOn));
  useKeys(keysOn, (press) => {
    if (press !== '?') return false;
    openHelp();
    return true;
  });
  return (
    <Frame title="Runs" openHelp={openHelp}>
      <div class="page-head">
        <h1>Runs</h1>
        {value && value.total > 0 && <p class="small">{count(value.total, 'simulation')}, newest first</p>}
      </div>
      {problem ? <ProblemBox problem={problem} retry={retry} /> : value === null ? <Loading what="Reading the store" /> : <RunList runs={value.simulations} total={value.total} />}
    </Frame>
  );
}

function RunList({ runs, total }: { runs: readonly Simulation[]; total: number }) {
  if (runs.length === 0) return <NoRuns />;
  return (
    <>
      <div class="table-box">
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">Simulation</th>
              <th scope="col">Status</th>
              <th scope="col" class="number">Agents</th>
              <th scope="col" class="number">Days</th>
              <th scope="col" class="number">Events</th>
              <th scope="col" class="number">Settled by value</th>
              <th scope="col" class="number">Seed</th>
              <th scope="col">Digest</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <Run key={run.simulation_id} run={run} />
            ))}
          </tbody>
        </table>
      </div>
      {runs.length < total && <p class="small">The newest {whole(runs.length)} of {whole(total)} are shown; rtgsim ls lists all.</p>}
    </>
  );
}

function Run({ run }: { run: Simulation }) {
  const share = run.measures?.['settled_value_share'];
  return (
    <tr>
      <th scope="row">
        {run.status === 'sealed' || run.status === 'running' ? <a href={pathOf({ page: 'timeline', id: run.simulation_id })}>{run.simulation_id}</a> : run.simulation_id}
        {run.last_error && <div class="hint">{run.last_error}</div>}
      </th>
      <td data-label="Status">
        <span class={`status status-${run.status}`}>{run.status}</span>
        {run.status === 'running' && <span class="small"> tick {whole(run.tick)} of {whole(run.ticks)}</span>}
      </td>
      <td class="number" data-label="Agents">{run.agents == null ? '–' : whole(run.agents)}</td>
      <td class="number" data-label="Days">{run.num_days == null ? '–' : whole(run.num_days)}</td>
      <td class="number" data-label="Events">{whole(run.events)}</td>
      <td class="number" data-label="Settled by value">{typeof share === 'number' ? percent(share) : '–'}</td>
      <td class="number" data-label="Seed">{whole(run.seed)}</td>
      <td data-label="Digest">{run.digest ? <code title={run.digest}>{run.digest.slice(0, 12)}</code> : '–'}</td>
    </tr>
  );
}

function NoRuns() {
  return (
    <div class="state-box">
      <h2>No simulation is stored here yet</h2>
      <p>Make one on the command line, then load this page again:</p>
      <pre>
        <code>rtgsim run scenarios/three-bank-gridlock.yaml</code>
      </pre>
      <p class="small">
        Runs are looked for in the folder that <code>rtgsim serve</code> was given with <code>--store</code>, by default <code>runs</code>.
      </p>
    </div>
  );
}
