import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { shortMoney, tick } from '../model/format.ts';
import type { ChartProps } from './lazy-chart.tsx';

const HEIGHT = 220;

/** A value that holds from one tick to the next, as steps. Drawn in doubles; the table beside it is exact. */
export function StepChart({ series, label }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current!;
    let plot = draw(element, series);
    const again = () => {
      plot.destroy();
      plot = draw(element, series);
    };
    const observer = new ResizeObserver(() => {
      if (Math.abs(plot.width - element.clientWidth) > 1) plot.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    observer.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const forced = matchMedia('(forced-colors: active)');
    dark.addEventListener('change', again);
    forced.addEventListener('change', again);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', again);
      forced.removeEventListener('change', again);
      plot.destroy();
    };
  }, [series]);
  return <div class="plot" ref={box} role="img" aria-label={label} />;
}

function draw(element: HTMLElement, series: ChartProps['series']): uPlot {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const xs = series.points.map(([at]) => at);
  const ys = series.points.map(([, value]) => Number(value));
  xs.push(series.until);
  ys.push(ys.at(-1) ?? 0);
  const axis: uPlot.Axis = {
    stroke: colour('--text-soft'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: colour('--rule'), width: 1 },
    ticks: { stroke: colour('--rule'), width: 1 },
  };
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      legend: { show: true, live: true },
      cursor: { drag: { x: true, y: false } },
      scales: { x: { time: false } },
      axes: [
        { ...axis, values: (_, at) => at.map((value) => (Number.isInteger(value) ? tick(value) : '')) },
        { ...axis, size: 64, values: (_, at) => at.map(shortMoney) },
      ],
      series: [
        { label: 'tick', value: (_, value) => (value === null ? '–' : tick(Math.round(value))) },
        {
          label: series.name.replace('_', ' '),
          stroke: colour('--accent'),
          width: 1.5,
          paths: uPlot.paths.stepped!({ align: 1 }),
          points: { show: false },
          value: (_, value) => (value === null ? '–' : tick(value)),
        },
      ],
    },
    [xs, ys],
    element,
  );
}
