import { useEffect, useState } from 'preact/hooks';
import { Help } from './parts/help.tsx';
import { keysAreOn, switchKeys } from './keys.ts';
import { Toasts } from './parts/toasts.tsx';
import { placeOf, type Place } from './model/address.ts';
import { followLinks, useAddress } from './navigation.ts';
import { AgentPage } from './views/agent.tsx';
import { EventPage } from './views/event.tsx';
import { Nowhere } from './views/nowhere.tsx';
import { Runs } from './views/runs.tsx';
import { Timeline } from './views/timeline.tsx';
import { TransactionPage } from './views/transaction.tsx';

export function App() {
  const { path, search } = useAddress();
  const [helpOpen, setHelpOpen] = useState(false);
  const [keysOn, setKeysOn] = useState(() => keysAreOn(localStorage));
  const place = placeOf(path);

  useEffect(() => {
    document.addEventListener('click', followLinks);
    return () => document.removeEventListener('click', followLinks);
  }, []);

  const openHelp = () => setHelpOpen(true);
  return (
    <>
      <View place={place} search={search} keysOn={keysOn} openHelp={openHelp} />
      <Help
        open={helpOpen}
        close={() => setHelpOpen(false)}
        keysOn={keysOn}
        setKeysOn={(on) => {
          switchKeys(localStorage, on);
          setKeysOn(on);
        }}
      />
      <Toasts />
    </>
  );
}

export interface PageProps {
  readonly keysOn: boolean;
  readonly openHelp: () => void;
}

function View({ place, search, ...page }: PageProps & { place: Place; search: string }) {
  switch (place.page) {
    case 'runs':
      return <Runs {...page} />;
    case 'timeline':
      return <Timeline key={place.id} id={place.id} search={search} {...page} />;
    case 'event':
      return <EventPage key={place.id + place.event} id={place.id} event={place.event} {...page} />;
    case 'transaction':
      return <TransactionPage key={place.id + place.tx} id={place.id} tx={place.tx} {...page} />;
    case 'agent':
      return <AgentPage key={place.id + place.agent} id={place.id} agent={place.agent} {...page} />;
    case 'nowhere':
      return <Nowhere path={place.path} {...page} />;
  }
}
