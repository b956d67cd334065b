import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Series } from '../api.ts';

export type ChartProps = { readonly series: Series; readonly label: string };

let loaded: ComponentType<ChartProps> | null = null;

/** The drawing of charts is a script of its own, fetched by the first page that has one. */
export function lazyChart(): ComponentType<ChartProps> | null {
  const [, arrived] = useState(false);
  useEffect(() => {
    if (loaded !== null) return;
    void import('./chart.tsx').then((module) => {
      loaded = module.StepChart;
      arrived(true);
    });
  }, []);
  return loaded;
}
