import { useState } from 'preact/hooks';
import { filtersOf, forgetFilter, savedFilters, saveFilter } from '../model/saved.ts';
import { activeFilters, PLAIN_VIEW, writeView, type Filters, type Sort } from '../model/view.ts';
import { Icon } from './icons.tsx';
import { copy, say } from './toasts.tsx';

interface Props {
  readonly filters: Filters;
  readonly sort: Sort;
  readonly apply: (filters: Filters, sort: Sort) => void;
}

/** Filters by name, kept in this browser; a link shares one. */
export function Saved({ filters, sort, apply }: Props) {
  const [list, setList] = useState(() => savedFilters(localStorage));
  const [name, setName] = useState('');
  const now = writeView({ ...PLAIN_VIEW, filters, sort });
  const nothing = activeFilters(filters).length === 0 && sort === 'tick_asc';
  const save = () => {
    const trimmed = name.trim();
    if (trimmed === '' || nothing) return;
    setList(saveFilter(localStorage, trimmed, filters, sort));
    setName('');
    say(`Saved as “${trimmed}”`);
  };
  return (
    <fieldset class="saved">
      <legend>Saved filters</legend>
      {list.length > 0 && (
        <ul>
          {list.map((one) => {
            const { filters: its, sort: itsSort } = filtersOf(one);
            return (
              <li key={one.name}>
                <button type="button" class="saved-name" aria-pressed={one.search === now} onClick={() => apply(its, itsSort)}>
                  {one.name}
                </button>
                <button type="button" class="quiet" aria-label={`Copy link of ${one.name}`} onClick={() => void copy(location.origin + location.pathname + one.search, 'Link')}>
                  <Icon name="copy" />
                </button>
                <button type="button" class="quiet" aria-label={`Forget ${one.name}`} onClick={() => setList(forgetFilter(localStorage, one.name))}>
                  <Icon name="close" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <div class="save-line">
        <input
          type="text"
          value={name}
          maxLength={60}
          aria-label="Name for these filters"
          placeholder="Name"
          autocomplete="off"
          onInput={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && save()}
        />
        <button type="button" onClick={save} disabled={nothing || name.trim() === ''}>
          Save
        </button>
      </div>
      {nothing && list.length === 0 && <p class="small">Set filters, then save them by name.</p>}
    </fieldset>
  );
}
