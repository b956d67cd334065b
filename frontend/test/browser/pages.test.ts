import { describe, expect, it } from 'vitest';
import type { Agent, Costs, EventPage, Lifecycle, OneEvent, Series } from '../../src/api.ts';
import { ask, number, seen, withBrowser } from './browser.ts';

withBrowser();

const THIRTEEN = '/simulations/thirteen';
const API = '/api/simulations/thirteen';

describe('the page of an event', () => {
  it('shows every detail of each of the thirteen types', async () => {
    const { events } = await ask<EventPage>(`${API}/events?limit=1000`);
    const types = new Map(events.map((event) => [event.event_type, event]));
    expect(types.size).toBe(13);
    await seen(`${THIRTEEN}/events/0`, async (page) => {
      for (const event of types.values()) {
        await page.goto(`${THIRTEEN}/events/${event.event_id}`);
        await page.getByRole('heading', { name: event.event_type }).waitFor();
        const shown = ((await page.locator('.sheet').textContent()) ?? '').replace(/[\s\u202f]/g, '');
        for (const [name, value] of Object.entries(event.details)) {
          expect(shown, `${event.event_type} ${name}`).toContain(name.replaceAll('_', ''));
          for (const one of Array.isArray(value) ? value : [value]) {
            const text = typeof one === 'boolean' ? (one ? 'yes' : 'no') : String(one).replace('-', '\u2212');
            expect(shown, `${event.event_type} ${name}`).toContain(text);
          }
        }
        const raw = await page.locator('.raw pre').textContent();
        const { links: _, ...stored } = await ask<OneEvent>(`${API}/events/${event.seq}`);
        expect(JSON.parse(raw!)).toEqual(stored);
      }
    });
  });

  it('leads to its neighbours, its transaction and back to the timeline', () =>
    seen(`${THIRTEEN}/events/1`, async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('k');
      await page.getByText('This is the first event.').waitFor();
      await page.getByRole('link', { name: 'Event 1', exact: true }).click();
      await page.getByText('Event 1', { exact: true }).first().waitFor();
      const event = await ask<OneEvent>(`${API}/events/1`);
      await page.getByRole('link', { name: `Life of ${event.tx_id}` }).click();
      await page.getByRole('heading', { name: event.tx_id! }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: event.event_type }).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.row.chosen').waitFor();
      expect(new URL(page.url()).search).toBe('?selected=1');
    }));
});

describe('the page of a transaction', () => {
  it('tells arrival, submission, queue, partners and settlement, and why it waited', async () => {
    const offsets = await ask<EventPage>(`${API}/events?event_type=LsmCycleSettlement`);
    const tx = (offsets.events[0]!.details['tx_ids'] as string[])[0]!;
    const life = await ask<Lifecycle>(`${API}/transactions/${tx}/lifecycle`);
    expect(life.waits.length).toBeGreaterThan(0);
    await seen(`${THIRTEEN}/transactions/${tx}`, async (page) => {
      await page.getByRole('heading', { name: tx }).waitFor();
      const text = (await page.locator('.sheet').textContent()) ?? '';
      for (const type of ['Arrival', 'PolicySubmit', 'QueuedRtgs', 'LsmCycleSettlement']) expect(text).toContain(type);
      expect(text).toContain('could not cover it, short by');
      expect(text).toContain('in a cycle');
      for (const partner of life.offset!.partners) expect(text).toContain(partner.tx_id);
      expect(life.offset!.partners.length).toBe(2);
      expect(await page.locator('.life-mark').count()).toBe(life.events.length);
      expect(await page.getByRole('img', { name: /Life of/ }).count()).toBe(1);
    });
  });

  it('names the parts of a divided one, and a part its whole', async () => {
    const splits = await ask<EventPage>(`${API}/events?event_type=PolicySplit`);
    const whole = splits.events[0]!.tx_id!;
    const parts = splits.events[0]!.details['child_tx_ids'] as string[];
    await seen(`${THIRTEEN}/transactions/${whole}`, async (page) => {
      for (const part of parts) await page.getByRole('link', { name: part }).first().waitFor();
      await page.getByRole('link', { name: parts[0]! }).first().click();
      await page.getByText('It is a part of').waitFor();
      await page.getByRole('link', { name: whole }).first().click();
      await page.getByRole('heading', { name: whole }).waitFor();
    });
  });

  it('says what held one back in the internal queue', async () => {
    const holds = await ask<EventPage>(`${API}/events?event_type=PolicyHold`);
    await seen(`${THIRTEEN}/transactions/${holds.events[0]!.tx_id}`, async (page) => {
      await page.getByText('held it in its internal queue: not urgent').waitFor();
      expect(await page.locator('.life-span.life-internal').count()).toBe(1);
    });
  });
});

describe('the page of an agent', () => {
  it('draws balance and queue, and its figures are those of the API', async () => {
    const agent = await ask<Agent>(`${API}/agents/BANK_E`);
    const balance = await ask<Series>(`${API}/series/balance?agent=BANK_E`);
    const costs = await ask<Costs>(`${API}/costs?agent_id=BANK_E`);
    expect(Number(costs.total.total)).toBeGreaterThan(0);
    await seen(`${THIRTEEN}/agents/BANK_E`, async (page) => {
      await page.locator('canvas').nth(2).waitFor();
      expect(await page.locator('.plot canvas').count()).toBe(3);
      const figures = (await page.locator('.figures dd').allTextContents()).map((text) => text.replace(/\u202f/g, ''));
      expect(figures[0]).toBe(String(agent.opening_balance));
      expect(figures[1]).toContain(String(agent.closing_balance));
      expect(figures[2]).toContain(`${agent.sent_count} transactions`);
      const last = number(await page.locator('tfoot .number').textContent());
      expect(last).toBe(Number(costs.total.total));
      await page.locator('summary', { hasText: 'As a table' }).first().click();
      const table = await page.locator('.table-box.tall').first().locator('td').allTextContents();
      const shown = balance.points.flatMap(([tick, value]) => [String(tick), String(value).replace('-', '\u2212')]);
      expect(table.map((text) => text.replace(/\u202f/g, ''))).toEqual(shown);
      // The canvas is drawn upon, not only there.
      const inked = await page.locator('.plot canvas').first().evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value, at) => at % 4 === 3 && value > 0);
      });
      expect(inked).toBe(true);
    });
  });
});
