import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { ROUTES } from '../../src/api.ts';
import { FILTER_NAMES } from '../../src/model/view.ts';
import { ask } from './browser.ts';

interface Described {
  readonly $ref?: string;
  readonly [key: string]: unknown;
}

const document = await ask<{ paths: Record<string, { get?: Described }> } & Described>('/api/openapi.json');

function resolved(node: Described): Described {
  if (!node.$ref) return node;
  return node.$ref.split('/').slice(1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document) as Described;
}

const FILTERED = new Set(['events', 'facets', 'locate', 'csv']);

it.each(Object.entries(ROUTES))('%s is in /openapi.json with every parameter and field that the page uses', (name, route) => {
  const get = document.paths[route.path]?.get;
  expect(get, route.path).toBeDefined();
  const known = (get!['parameters'] as Described[]).map((parameter) => resolved(parameter)['name']);
  for (const parameter of route.parameters) expect(known).toContain(parameter);
  if (FILTERED.has(name)) for (const parameter of FILTER_NAMES) expect(known).toContain(parameter);
  if (route.reads.length === 0) return;
  const answers = get!['responses'] as Record<string, { content: Record<string, { schema: Described }> }>;
  const schema = resolved(answers['200']!.content['application/json']!.schema);
  const parts = [schema, ...((schema['allOf'] as Described[] | undefined) ?? []).map(resolved)];
  const fields = parts.flatMap((part) => Object.keys((part['properties'] as object | undefined) ?? {}));
  for (const field of route.reads) expect(fields).toContain(field);
});

it('the first script is at most 90 KiB packed, and nothing is written into the page itself', () => {
  const page = resolve(import.meta.dirname, '../../../sim-api/target/classes/rtgsim/http/page');
  const html = readFileSync(join(page, 'index.html'), 'utf8');
  const first = [...html.matchAll(/src="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!);
  expect(first.length).toBe(1);
  const size = first.map((name) => gzipSync(readFileSync(join(page, name)), { level: 9 }).length).reduce((a, b) => a + b);
  console.log(`first script ${(size / 1024).toFixed(1)} KiB packed`);
  expect(size).toBeLessThanOrEqual(90 * 1024);
  expect(html).not.toMatch(/<script>|<style|style="|\son[a-z]+="/);
  for (const name of readdirSync(join(page, 'assets'))) {
    const text = readFileSync(join(page, 'assets', name), 'utf8');
    expect(text, name).not.toMatch(/https?:\/\/(?!www\.w3\.org\/|127\.0\.0\.1)/);
  }
});
