// Goes from address to address without loading the page anew, and tells those who show it.

import { useEffect, useState } from 'preact/hooks';

const listeners = new Set<() => void>();

/** Shows another address. `replace` leaves no step for Back. */
export function go(address: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push' && address === location.pathname + location.search) return;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(history.state, '', address);
  for (const listener of [...listeners]) listener();
}

/** The address in the bar as it is now. */
export function useAddress(): { path: string; search: string } {
  const [address, setAddress] = useState({ path: location.pathname, search: location.search });
  useEffect(() => {
    const look = () => setAddress({ path: location.pathname, search: location.search });
    listeners.add(look);
    addEventListener('popstate', look);
    look();
    return () => {
      listeners.delete(look);
      removeEventListener('popstate', look);
    };
  }, []);
  return address;
}

/** Lets a plain click on one of our own links go without a load; the new page then takes the focus, as a load would. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest('a');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname.startsWith('/api') || (link.hash !== '' && link.pathname === location.pathname)) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
