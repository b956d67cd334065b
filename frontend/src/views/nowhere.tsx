import type { PageProps } from '../app.tsx';
import { Frame } from '../parts/frame.tsx';

export function Nowhere({ path, openHelp }: PageProps & { path: string }) {
  return (
    <Frame title="No such page" openHelp={openHelp}>
      <div class="state-box">
        <h1>There is no page {path}</h1>
        <p>
          Pages are those of runs, events, transactions and agents. <a href="/">All runs</a>
        </p>
      </div>
    </Frame>
  );
}
