// A page in Chromium that minds everything it must never do.

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';

export interface Sight {
  readonly page: Page;
  /** What was asked of elsewhere, blocked, refused or broken since the page was opened; must stay empty. */
  readonly faults: string[];
  readonly close: () => Promise<void>;
}

let browser: Browser;

export function withBrowser(): void {
  beforeAll(async () => {
    const executablePath = process.env['RTGSIM_CHROMIUM'] ?? '/usr/bin/chromium';
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  });
  afterAll(() => browser.close());
}

export async function look(path: string, options: BrowserContextOptions = {}, server = inject('server')): Promise<Sight> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    baseURL: server,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server + '/')) faults.push(`foreign: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // What the page itself gives up, because something newer is wanted, is no fault; nor is a download, which leaves the page.
    if (why !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()} ${why}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  await page.goto(path);
  return { page, faults, close: () => context.close() };
}

/** Opens, does, and holds the page to having done nothing else. */
export async function seen(path: string, act: (page: Page) => Promise<void>, options: BrowserContextOptions = {}, server?: string): Promise<void> {
  const sight = await look(path, options, server);
  try {
    await act(sight.page);
    expect(sight.faults).toEqual([]);
  } finally {
    await sight.close();
  }
}

export async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(inject('server') + path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** `1 107 901` → 1107901. */
export function number(text: string | null): number {
  return Number((text ?? '').replace(/[^\d]/g, ''));
}

/** The seq of the selected row, once its event is here. */
export async function chosenSeq(page: Page): Promise<number> {
  const cell = page.locator('.row.chosen .cell-seq');
  await cell.waitFor();
  return number(await cell.textContent());
}

/** Presses a key of the list and waits until its rank is selected and its event is here. */
export async function pressTo(page: Page, key: string, rank: number): Promise<number> {
  await page.keyboard.press(key);
  const cell = page.locator(`.row.chosen[data-rank="${rank}"] .cell-seq`);
  await cell.waitFor();
  return number(await cell.textContent());
}

export const listed = (page: Page) => page.locator('.row .cell-seq').first().waitFor();
