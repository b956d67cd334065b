import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, inject, it } from 'vitest';
import type { Simulation } from '../../src/api.ts';
import { ask, listed, look, number, withBrowser } from './browser.ts';

withBrowser();

const SCENARIO = join(resolve(import.meta.dirname, '../../..'), 'scenarios/ten-bank-tight.yaml');
const DAYS = 500;

it('a run that goes on is found among the runs, grows before the eyes, and is there whole in the end', async () => {
  const started = await fetch(`${inject('server')}/api/simulations?set=simulation.num_days=${DAYS}`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: readFileSync(SCENARIO, 'utf8'),
  });
  expect(started.status).toBe(202);
  const id = (started.headers.get('location') ?? '').split('/').at(-1)!;
  const { page, faults, close } = await look('/');
  await page.getByRole('link', { name: id }).click();
  await page.locator('#running').waitFor();
  await listed(page);
  expect(await page.locator('#csv').count()).toBe(0);
  const total = async () => number((await page.locator('#summary strong').textContent()) ?? '');
  const before = await total();
  await expect.poll(total).toBeGreaterThan(before);
  await expect.poll(() => page.locator('#running').count(), { timeout: 100_000 }).toBe(0);
  const { events, status } = await ask<Simulation>(`/api/simulations/${id}`);
  expect(status).toBe('sealed');
  await expect.poll(total).toBe(events);
  await page.locator('#csv').waitFor();
  await page.keyboard.press('End');
  await page.locator(`.row.chosen[data-rank="${events - 1}"]`).waitFor();
  // While the run is completed the server may ask for patience, which the browser itself writes to its console.
  expect(faults.filter((fault) => !fault.includes('503'))).toEqual([]);
  await close();
});
