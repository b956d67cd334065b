// Which page an address names, and how the page goes from one to another.

export type Place =
  | { readonly page: 'runs' }
  | { readonly page: 'timeline'; readonly id: string }
  | { readonly page: 'event'; readonly id: string; readonly event: string }
  | { readonly page: 'transaction'; readonly id: string; readonly tx: string }
  | { readonly page: 'agent'; readonly id: string; readonly agent: string }
  | { readonly page: 'nowhere'; readonly path: string };

export function placeOf(path: string): Place {
  let parts: string[];
  try {
    parts = path.split('/').slice(1).map(decodeURIComponent);
  } catch (malformed) {
    if (malformed instanceof URIError) return { page: 'nowhere', path };
    throw malformed;
  }
  if (parts.at(-1) === '') parts.pop();
  const [root, id, table, key] = parts;
  if (root === undefined) return { page: 'runs' };
  if (root !== 'simulations' || parts.length > 4) return { page: 'nowhere', path };
  if (id === undefined) return { page: 'runs' };
  if (table === undefined) return { page: 'timeline', id };
  if (key !== undefined) {
    if (table === 'events') return { page: 'event', id, event: key };
    if (table === 'transactions') return { page: 'transaction', id, tx: key };
    if (table === 'agents') return { page: 'agent', id, agent: key };
  }
  return { page: 'nowhere', path };
}

export function pathOf(place: Place): string {
  const of = (id: string, ...rest: string[]) => '/' + ['simulations', id, ...rest].map(encodeURIComponent).join('/');
  switch (place.page) {
    case 'runs':
      return '/';
    case 'timeline':
      return of(place.id);
    case 'event':
      return of(place.id, 'events', place.event);
    case 'transaction':
      return of(place.id, 'transactions', place.tx);
    case 'agent':
      return of(place.id, 'agents', place.agent);
    case 'nowhere':
      return place.path;
  }
}
