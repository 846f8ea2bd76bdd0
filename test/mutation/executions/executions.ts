/** Which test files come by where. To know it takes all of them once; what has not changed since is not run again. */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { copyProject, ROOT, removeCopy } from '../copy.ts';
import { FOLDER, folderOf } from './folder.ts';
import { contains, type Intervals, ranIn } from './intervals.ts';
import type { Measured } from './measure.ts';

export interface TestFile {
  readonly milliseconds: number;
  readonly passed: boolean;
  readonly digest: string;
  /** By source. */
  readonly ran: Readonly<Record<string, Intervals>>;
}

/** By test file, both relative to the root of the project. */
export type Executions = Readonly<Record<string, TestFile>>;

/** Of this project on this machine: another clone is another project. */
const CACHE = join(tmpdir(), `ipsproxy-mutation-${digestOf([ROOT])}.json`);

/** Test files that came by, the quickest first. */
export function testsOf(
  executions: Executions,
  { file, reached }: { file: string; reached: number },
): string[] {
  return Object.entries(executions)
    .filter(([, { ran }]) => contains(ran[file] ?? [], reached))
    .sort(([, a], [, b]) => a.milliseconds - b.milliseconds)
    .map(([test]) => test);
}

export async function executions(lanes: number, say: (text: string) => void): Promise<Executions> {
  const digests = digestsOfTests();
  const known = readCache();
  const stale = Object.keys(digests).filter((test) => known[test]?.digest !== digests[test]);
  if (stale.length > 0) say(`Running ${stale.length} test files to see which sources they run …`);
  const fresh = stale.length === 0 ? {} : await measure(stale, digests, lanes);
  const all = Object.fromEntries(
    Object.keys(digests).flatMap((test) => {
      const one = fresh[test] ?? known[test];
      return one === undefined ? [] : [[test, one]];
    }),
  );
  writeFileSync(CACHE, JSON.stringify(all));
  return all;
}

/** Of each test file, together with everything else that may decide what it runs. */
function digestsOfTests(): Record<string, string> {
  const names = ['src', 'test', 'transformations', 'config']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
    )
    .filter((name) => !name.startsWith('test/mutation/'))
    .sort();
  const tests = names.filter((name) => /^test\/.*\.test\.ts$/.test(name));
  const others = names
    .filter((name) => !tests.includes(name))
    .concat('package-lock.json', 'vitest.config.ts');
  const common = digestOf(others.flatMap((name) => [name, readFileSync(join(ROOT, name))]));
  return Object.fromEntries(tests.map((test) => [test, digestOf([common, readFileSync(join(ROOT, test))])]));
}

function digestOf(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\n');
  return hash.digest('hex').slice(0, 16);
}

function readCache(): Executions {
  try {
    return JSON.parse(readFileSync(CACHE, 'utf8')) as Executions;
  } catch {
    return {};
  }
}

async function measure(
  tests: readonly string[],
  digests: Readonly<Record<string, string>>,
  lanes: number,
): Promise<Executions> {
  const copy = copyProject();
  const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-mutation-coverage-'));
  try {
    const measured: Measured[] = [];
    const child = fork(join(copy, 'test/mutation/executions/measure.ts'), [String(lanes), ...tests], {
      cwd: copy,
      env: { ...process.env, [FOLDER]: folder },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message) => measured.push(message as Measured));
    await new Promise((resolve) => child.once('close', resolve));
    return Object.fromEntries(
      measured.map(({ test, ...facts }) => [
        test,
        { ...facts, digest: digests[test] ?? '', ran: whatRan(copy, folderOf(join(copy, test), folder)) },
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
    removeCopy(copy);
  }
}

function whatRan(copy: string, folder: string): Record<string, Intervals> {
  const sources = `${pathToFileURL(copy)}/src/`;
  const scripts = filesIn(folder)
    .flatMap(
      (file) => (JSON.parse(readFileSync(file, 'utf8')) as Profiler.TakePreciseCoverageReturnType).result,
    )
    .filter(({ url }) => url.startsWith(sources));
  return Object.fromEntries(
    [...Map.groupBy(scripts, ({ url }) => `src/${url.slice(sources.length)}`)].map(([source, same]) => [
      source,
      ranIn(same.map(({ functions }) => functions)),
    ]),
  );
}

/** A process that was killed in the middle of writing leaves half of a file; an empty folder is one of a test that never began. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
