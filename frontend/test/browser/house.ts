// Once for all tests: runs made by rtgsim itself, as it is packed, and a server over them.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

const ROOT = resolve(import.meta.dirname, '../../..');
const API = join(ROOT, 'sim-api/target');

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where runs are served. */
    server: string;
    /** Where none are. */
    emptyServer: string;
    store: string;
  }
}

/** The command line, as the launcher starts it. */
export function command(...args: string[]): [string, string[]] {
  const jars = readdirSync(API).filter((name) => /^sim-api-.*\.jar$/.test(name) && !/(sources|javadoc)/.test(name));
  if (jars.length !== 1) throw new Error(`sim-api is not packed: ${API} has ${jars.length} jars. Run ./mvnw package first.`);
  const classPath = [join(API, jars[0]!), readFileSync(join(API, 'classpath.txt'), 'utf8').trim()].join(':');
  const flags = ['-XX:+UseSerialGC', '-XX:-UsePerfData', '--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow'];
  return [process.env['RTGSIM_JAVA'] ?? 'java', [...flags, '-cp', classPath, 'rtgsim.cli.Rtgsim', ...args]];
}

/** Runs a command to its end and gives what it wrote. */
export function rtgsim(...args: string[]): string {
  const [java, all] = command(...args);
  const done = spawnSync(java, all, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`rtgsim ${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
  return done.stdout;
}

async function serve(store: string): Promise<[ChildProcess, string]> {
  const [java, args] = command('serve', '--store', store, '-p', '0');
  const server = spawn(java, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const url = await new Promise<string>((found, lost) => {
    const look = (chunk: Buffer) => {
      said += chunk.toString();
      const match = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (match) found(match[0]);
    };
    server.stdout!.on('data', look);
    server.stderr!.on('data', look);
    server.on('exit', (code) => lost(new Error(`rtgsim serve ended with ${code}: ${said}`)));
  });
  return [server, url];
}

export default async function house(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(join(API, 'classpath.txt'))) throw new Error('sim-api is not packed: run ./mvnw package first');
  const folder = mkdtempSync(join(tmpdir(), 'rtgsim-page-'));
  const store = join(folder, 'runs');
  const empty = join(folder, 'empty');
  const run = (file: string, id: string) => rtgsim('run', file, '--store', store, '--id', id, '--no-progress', '-q');
  run(join(import.meta.dirname, 'million.yaml'), 'million');
  run('scenarios/ten-bank-tight.yaml', 'tight');
  run('scenarios/all-thirteen-events.yaml', 'thirteen');
  const [server, url] = await serve(store);
  const [other, emptyUrl] = await serve(empty);
  project.provide('server', url);
  project.provide('emptyServer', emptyUrl);
  project.provide('store', store);
  return async () => {
    server.kill();
    other.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}
