import type { Counts } from '../api.ts';
import { whole } from '../model/format.ts';
import { CATEGORIES, categoryLabel, kindsOf, type Category } from '../model/kinds.ts';
import { toggled, withFilter, type Filters } from '../model/view.ts';
import { Glyph } from './icons.tsx';

interface Props {
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly filters: Filters;
  readonly setFilters: (filters: Filters) => void;
  readonly types: Counts | null;
  readonly categories: Counts | null;
}

/** Explains the thirteen types in their seven categories; a click filters by one. */
export function Legend({ open, setOpen, filters, setFilters, types, categories }: Props) {
  return (
    <section class="legend" aria-label="Legend">
      <div class="legend-strip">
        <button type="button" class="disclosure" aria-expanded={open} aria-controls="legend-types" onClick={() => setOpen(!open)}>
          Legend
        </button>
        <div class="chips" role="group" aria-label="Categories">
          {CATEGORIES.map((category, number) => (
            <CategoryChip
              key={category}
              category={category}
              number={number + 1}
              pressed={filters.category?.includes(category) ?? false}
              count={categories === null ? null : (categories[category] ?? 0)}
              toggle={() => setFilters(withFilter(filters, 'category', toggled(filters.category, category)))}
            />
          ))}
        </div>
      </div>
      <div id="legend-types" class="legend-types" hidden={!open}>
        {open && (
          <div class="legend-columns">
            {CATEGORIES.map((category) => (
            <section key={category} aria-label={categoryLabel(category)}>
              <h2>{categoryLabel(category)}</h2>
              <ul>
                {kindsOf(category).map((kind) => (
                  <li key={kind.name}>
                    <button
                      type="button"
                      class="legend-type"
                      aria-pressed={filters.event_type?.includes(kind.name) ?? false}
                      onClick={() => setFilters(withFilter(filters, 'event_type', toggled(filters.event_type, kind.name)))}
                    >
                      <Glyph kind={kind} />
                      <span>
                        <span class="legend-name">
                          {kind.name} {types !== null && <span class="count">{whole(types[kind.name] ?? 0)}</span>}
                        </span>
                        <span class="legend-sentence">{kind.sentence}</span>
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}

function CategoryChip(props: { category: Category; number: number; pressed: boolean; count: number | null; toggle: () => void }) {
  return (
    <button type="button" class="chip" aria-pressed={props.pressed} onClick={props.toggle} title={`Key ${props.number}`}>
      <span class={`dot category-${props.category}`} aria-hidden="true" />
      <span>{categoryLabel(props.category)}</span>
      {props.count !== null && <span class="count">{whole(props.count)}</span>}
    </button>
  );
}
