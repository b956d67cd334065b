import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import type { EventPage, Facets } from '../../src/api.ts';
import { ask, chosenSeq, listed, look, number, pressTo, seen, withBrowser } from './browser.ts';
import { rtgsim } from './house.ts';

withBrowser();

const TIGHT = '/simulations/tight';
const API = '/api/simulations/tight';

const total = async (page: Page) => number((await page.locator('#summary strong').textContent()) ?? '');
const untilTotal = (page: Page, expected: number) => expect.poll(() => total(page)).toBe(expected);
const search = (page: Page) => new URL(page.url()).search;
const untilSearch = (page: Page, expected: string) => expect.poll(() => search(page)).toBe(expected);
const seqs = async (query: string) => (await ask<EventPage>(`${API}/events?limit=1000${query}`)).events.map((event) => event.seq);

describe('runs', () => {
  it('lists what is stored with status, agents, days, events, seed and digest', () =>
    seen('/', async (page) => {
      const row = page.locator('tr', { hasText: 'million' });
      await row.waitFor();
      const run = await ask<{ events: number; digest: string; agents: number }>('/api/simulations/million');
      const text = (await row.textContent()) ?? '';
      expect(text).toContain('sealed');
      expect(text).toContain(run.digest.slice(0, 12));
      expect(number(await row.locator('[data-label=Events]').textContent())).toBe(run.events);
      expect(number(await row.locator('[data-label=Agents]').textContent())).toBe(30);
      expect(number(await row.locator('[data-label=Days]').textContent())).toBe(4);
      expect(number(await row.locator('[data-label=Seed]').textContent())).toBe(7);
      await row.locator('a').click();
      await listed(page);
      expect(new URL(page.url()).pathname).toBe('/simulations/million');
    }));

  it('says how to make one where there is none', () =>
    seen('/', async (page) => {
      await page.getByText('No simulation is stored here yet').waitFor();
      await page.getByText('rtgsim run').first().waitFor();
    }, {}, inject('emptyServer')));

  it('says what is not there and leads back', async () => {
    const sight = await look('/simulations/nothing-like-this');
    await sight.page.getByRole('alert').waitFor();
    expect(await sight.page.getByRole('alert').textContent()).toContain('nothing-like-this');
    await sight.page.getByRole('link', { name: 'All runs' }).click();
    await sight.page.getByRole('heading', { name: 'Runs' }).waitFor();
    // The browser itself writes the 404 to its console.
    expect(sight.faults.filter((fault) => !fault.includes('404'))).toEqual([]);
    await sight.close();
  });
});

describe('addresses', () => {
  it('a deep link shows filters and selection, and Back five times undoes five filters', () =>
    seen(`${TIGHT}?category=settlement`, async (page) => {
      await listed(page);
      const chips = page.locator('.chips');
      const steps = ['Transaction', 'Policy', 'Collateral', 'System'];
      const searches = [search(page)];
      for (const name of steps) {
        await chips.getByRole('button', { name }).click();
        await expect.poll(() => search(page)).not.toBe(searches.at(-1));
        searches.push(search(page));
      }
      await page.getByRole('radio', { name: 'Latest' }).check();
      await untilSearch(page, searches.at(-1) + '&sort=tick_desc');
      for (const expected of searches.toReversed()) {
        await page.goBack();
        await untilSearch(page, expected);
      }
      const settled = await ask<EventPage>(`${API}/events?category=settlement&limit=1`);
      await untilTotal(page, settled.total);
      for (const expected of [...searches.slice(1), searches.at(-1) + '&sort=tick_desc']) {
        await page.goForward();
        await untilSearch(page, expected);
      }
    }));

  it('a link to a selected event shows it in the middle of the list, with its details', () =>
    seen('/simulations/million?selected=700000', async (page) => {
      expect(await chosenSeq(page)).toBe(700_000);
      const row = (await page.locator('.row.chosen').boundingBox())!;
      const body = (await page.locator('.list-body').boundingBox())!;
      expect(Math.abs(row.y + row.height / 2 - (body.y + body.height / 2))).toBeLessThan(2 * row.height);
      await page.getByRole('heading', { name: /Event 700/ }).waitFor();
    }));

  it('an event outside the filters is shown, and said to be outside', () =>
    seen(`${TIGHT}?category=system&selected=0`, async (page) => {
      await page.getByText('Not in the filtered set.').waitFor();
      expect(await page.locator('.row.chosen').count()).toBe(0);
    }));

  it('what the page does not know in an address is named', () =>
    seen(`${TIGHT}?tick_mni=5`, async (page) => {
      await page.getByText('tick_mni=5').waitFor();
    }));
});

describe('keys', () => {
  it('j and k walk over borders of pages in the order of the API, up and down', () =>
    seen(`${TIGHT}?event_type=Settlement,QueuedRtgs&sort=tick_desc`, async (page) => {
      await listed(page);
      const expected = await seqs('&event_type=Settlement,QueuedRtgs&sort=tick_desc');
      expect(expected.length).toBeGreaterThan(260);
      const down: number[] = [];
      for (let i = 0; i < 120; i++) down.push(await pressTo(page, 'j', i));
      expect(down).toEqual(expected.slice(0, 120));
      const up: number[] = [];
      for (let i = 0; i < 20; i++) up.push(await pressTo(page, 'k', 118 - i));
      expect(up).toEqual(expected.slice(99, 119).toReversed());
    }));

  it('Home, End, PageUp and PageDown go far, and the first and the last event hold', () =>
    seen('/simulations/million', async (page) => {
      await listed(page);
      const last = (await ask<{ events: number }>('/api/simulations/million')).events - 1;
      await page.keyboard.press('End');
      await expect.poll(() => chosenSeq(page)).toBe(last);
      await page.keyboard.press('j');
      await page.getByText('This is the last event').waitFor();
      expect(await chosenSeq(page)).toBe(last);
      await page.keyboard.press('PageUp');
      const screen = last - (await chosenSeq(page));
      expect(screen).toBeGreaterThan(10);
      await page.keyboard.press('PageDown');
      await expect.poll(() => chosenSeq(page)).toBe(last);
      await page.keyboard.press('Home');
      await expect.poll(() => chosenSeq(page)).toBe(0);
      await page.keyboard.press('k');
      await page.getByText('This is the first event').waitFor();
      expect(await chosenSeq(page)).toBe(0);
    }));

  it('the focus is on the selected row, and stays on it when it is scrolled out of sight', () =>
    seen('/simulations/million', async (page) => {
      await listed(page);
      for (let i = 0; i < 3; i++) await page.keyboard.press('j');
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-rank'));
      await expect.poll(focused).toBe('2');
      await page.mouse.move(700, 600);
      for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 2_000);
      await expect.poll(() => page.locator('[data-rank="2"]').evaluate((row) => row.getBoundingClientRect().bottom)).toBeLessThan(0);
      expect(await focused()).toBe('2');
      await page.keyboard.press('j');
      await expect.poll(focused).toBe('3');
      expect(await page.locator('[data-rank="3"]').evaluate((row) => row.getBoundingClientRect().top)).toBeGreaterThan(0);
    }));

  it('Esc goes one rung at a time: box, field, selection, filters, with a way back', () =>
    seen(`${TIGHT}?category=settlement`, async (page) => {
      await listed(page);
      await page.keyboard.press('j');
      await chosenSeq(page);
      await page.keyboard.press('/');
      await page.keyboard.press('Escape');
      // Out of the field, with everything else as it was.
      expect(await page.evaluate(() => document.activeElement?.className)).toContain('row');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await page.locator('.row.chosen').count()).toBe(1);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('.row.chosen').count()).toBe(0);
      expect(search(page)).toBe('?category=settlement');
      await page.keyboard.press('Escape');
      await untilSearch(page, '');
      await page.getByRole('button', { name: 'Undo' }).click();
      await untilSearch(page, '?category=settlement');
    }));

  it('typing j in a field types j', () =>
    seen(TIGHT, async (page) => {
      await listed(page);
      const field = page.getByLabel('Find');
      await field.fill('');
      await field.press('j');
      await field.press('1');
      await field.press('?');
      expect(await field.inputValue()).toBe('j1?');
      expect(await page.locator('.row.chosen').count()).toBe(0);
      expect(search(page)).toBe('');
      expect(await page.getByRole('dialog').count()).toBe(0);
    }));

  it('none acts with Ctrl, Alt or Meta, and all can be switched off, for good', () =>
    seen(TIGHT, async (page) => {
      await listed(page);
      for (const held of ['Control', 'Alt', 'Meta']) await page.keyboard.press(`${held}+j`);
      expect(await page.locator('.row.chosen').count()).toBe(0);
      await page.keyboard.press('?');
      await page.getByRole('checkbox', { name: /Single keys act/ }).uncheck();
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('3');
      expect(await page.locator('.row.chosen').count()).toBe(0);
      expect(search(page)).toBe('');
      await page.reload();
      await listed(page);
      await page.keyboard.press('j');
      expect(await page.locator('.row.chosen').count()).toBe(0);
      // A grid keeps its promise: the arrow keys move inside it.
      await page.locator('.row').first().focus();
      await page.keyboard.press('ArrowDown');
      await chosenSeq(page);
    }));

  it('/ opens the panel and its first field, 1 to 7 toggle a category, Shift means only it', () =>
    seen(`${TIGHT}?filters=closed`, async (page) => {
      await listed(page);
      await page.keyboard.press('/');
      await page.getByLabel('From tick').waitFor();
      await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).labels?.[0]?.textContent)).toBe('From tick');
      expect(await page.getByLabel('From tick').inputValue()).toBe('');
      await page.keyboard.press('Escape');
      await page.keyboard.press('3');
      await page.keyboard.press('4');
      await untilSearch(page, '?category=settlement,lsm');
      await page.keyboard.press('Shift+Digit1');
      await untilSearch(page, '?category=transaction');
      await page.keyboard.press('Shift+Digit1');
      await untilSearch(page, '');
    }));

  it('Enter opens the selected event as a page, y copies its link', () =>
    seen(`${TIGHT}?category=lsm`, async (page) => {
      await listed(page);
      await page.keyboard.press('j');
      const seq = await chosenSeq(page);
      await page.keyboard.press('y');
      await page.getByText('Link copied').waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toBe(`${inject('server')}${TIGHT}?category=lsm&selected=${seq}`);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: /^Lsm/ }).waitFor();
      const { event_id } = await ask<{ event_id: string }>(`${API}/events/${seq}`);
      expect(new URL(page.url()).pathname).toBe(`${TIGHT}/events/${event_id}`);
      await page.goBack();
      expect(await chosenSeq(page)).toBe(seq);
    }));
});

describe('filters', () => {
  it('counts, list, CSV and count(*) say the same of a filtered set', () =>
    seen(`${TIGHT}?agent_id=BANK_0003&tick_min=10&tick_max=80&category=settlement,lsm,policy`, async (page) => {
      await listed(page);
      const query = 'agent_id=BANK_0003&tick_min=10&tick_max=80&category=settlement,lsm,policy';
      const facets = await ask<Facets>(`${API}/events/facets?${query}`);
      const counted = Number(
        rtgsim('events', 'tight', '--store', inject('store'), '--agent', 'BANK_0003', '--tick', '10..80', '--category', 'settlement,lsm,policy', '--count').match(/\d+/)![0],
      );
      expect(counted).toBeGreaterThan(50);
      expect(await total(page)).toBe(counted);
      const chipCounts = await page.locator('.chip .count').allTextContents();
      expect(chipCounts.map(number).reduce((a, b) => a + b)).toBe(counted);
      const typeCounts = await page.locator('.type-group .check:not(.strong) .count').allTextContents();
      expect(typeCounts.length).toBe(13);
      expect(typeCounts.map(number).reduce((a, b) => a + b)).toBe(counted);
      expect(number(await page.locator('.agent-list .check', { hasText: 'BANK_0003' }).locator('.count').textContent())).toBe(facets.facets.agent['BANK_0003']);
      expect(number(await page.locator('#csv .count').textContent())).toBe(counted);
      expect(await page.locator('#filters-button .count-badge').textContent()).toBe('4');

      const download = page.waitForEvent('download');
      await page.locator('#csv').click();
      const file = await download;
      expect(file.suggestedFilename()).toMatch(/^tight_events_\d{8}T\d{6}Z\.csv$/);
      const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\n');
      expect(lines.length - 1).toBe(counted);
      expect(lines[0]).toContain(',sender_id,receiver_id,amount,');
      expect(lines[0]).not.toContain('details');
      const events = await seqs(`&${query}`);
      expect(lines.slice(1).map((line) => Number(line.split(',')[2]))).toEqual(events);
    }));

  it('apply while one types, as one step of Back a field', () =>
    seen(TIGHT, async (page) => {
      await listed(page);
      await page.getByLabel('From tick').pressSequentially('25', { delay: 260 });
      await untilSearch(page, '?tick_min=25');
      await page.getByLabel('Transaction', { exact: true }).nth(0).fill('42, tx_00000043');
      await untilSearch(page, '?tick_min=25&tx_id=tx_00000042,tx_00000043');
      await page.goBack();
      await untilSearch(page, '?tick_min=25');
      await page.goBack();
      await untilSearch(page, '');
      await page.getByLabel('From tick').fill('nonsense');
      await page.getByText('A whole number').waitFor();
      expect(search(page)).toBe('');
    }));

  it('of every kind lead to the total of the API', () =>
    seen(TIGHT, async (page) => {
      await listed(page);
      await page.getByLabel(/^Day/).fill('0');
      await page.getByLabel('Amount from').fill('10 000');
      await page.getByLabel('Find').fill('bank_0001');
      await page.locator('.agent-list').getByRole('checkbox', { name: /BANK_0001/ }).check();
      await page.getByLabel('As').selectOption('receiver');
      await page.locator('.type-group').getByRole('checkbox', { name: /Settlement/ }).nth(1).check();
      await untilSearch(page, '?day=0&agent_id=BANK_0001&role=receiver&event_type=Settlement&amount_min=10000');
      const expected = await ask<EventPage>(`${API}/events?day=0&agent_id=BANK_0001&role=receiver&event_type=Settlement&amount_min=10000&limit=1`);
      expect(expected.total).toBeGreaterThan(0);
      await untilTotal(page, expected.total);
      await page.getByRole('button', { name: 'Remove filter agent id' }).click();
      await untilSearch(page, '?day=0&event_type=Settlement&amount_min=10000');
      await page.locator('#filters').getByRole('button', { name: 'Clear all' }).click();
      await untilSearch(page, '');
    }));

  it('that match nothing say so and offer the way out', () =>
    seen(`${TIGHT}?event_type=PolicySplit&category=cost`, async (page) => {
      await page.getByText('No event matches').waitFor();
      await page.locator('.state-box').getByRole('button', { name: 'Clear all filters' }).click();
      await listed(page);
    }));

  it('that the server refuses say why', async () => {
    const sight = await look(`${TIGHT}?tick_min=999999`);
    await sight.page.getByText('a tick of the run').waitFor();
    await sight.page.getByRole('button', { name: 'Clear all filters' }).click();
    await listed(sight.page);
    // The browser itself writes the 400 to its console.
    expect(sight.faults.filter((fault) => !fault.includes('400'))).toEqual([]);
    await sight.close();
  });

  it('are saved by name, come back after a reload, and are shared as a link', () =>
    seen(`${TIGHT}?category=lsm&sort=tick_desc`, async (page) => {
      await listed(page);
      await page.getByLabel('Name for these filters').fill('late offsets');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.goto(TIGHT);
      await listed(page);
      await page.getByRole('button', { name: 'late offsets', exact: true }).click();
      await untilSearch(page, '?category=lsm&sort=tick_desc');
      await page.getByRole('button', { name: 'Copy link of late offsets' }).click();
      await page.getByText('Link copied').waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${inject('server')}${TIGHT}?category=lsm&sort=tick_desc`);
      await page.getByRole('button', { name: 'Forget late offsets' }).click();
      expect(await page.getByRole('button', { name: 'late offsets', exact: true }).count()).toBe(0);
    }));
});

describe('legend', () => {
  it('explains thirteen types in seven categories, and a click filters', () =>
    seen('/simulations/thirteen', async (page) => {
      await listed(page);
      await page.getByRole('button', { name: 'Legend' }).click();
      expect(await page.locator('.legend-type').count()).toBe(13);
      expect(await page.locator('.legend-types section').count()).toBe(7);
      const room = await page.locator('.legend-types').evaluate((box) => box.scrollWidth <= box.clientWidth);
      expect(room).toBe(true);
      for (const sentence of await page.locator('.legend-sentence').allTextContents()) expect(sentence).toMatch(/\.$/);
      await page.locator('.legend-type', { hasText: 'LsmCycleSettlement' }).click();
      await untilSearch(page, '?event_type=LsmCycleSettlement&legend=open');
      await untilTotal(page, 1);
      await page.getByRole('button', { name: 'Legend' }).click();
      await untilSearch(page, '?event_type=LsmCycleSettlement');
    }));
});
