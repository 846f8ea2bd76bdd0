/** Which test files come by where. To know it takes all of them once; what has not changed since is not run again. */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { copyProject, ROOT, removeCopy } from '../copy.ts';
import { testsFolderOf } from '../rooms.ts';
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

/** More than any test file takes. */
const ELSEWHERE = 1e9;
/** After so many test files, what they ran is kept, so that it may be interrupted. */
const AT_ONCE = 100;

/** Test files that came by: those of the same room, which were written for it, and then others; the quickest first. */
export function testsOf(
  executions: Executions,
  { file, reached }: { file: string; reached: number },
): string[] {
  const nearby = testsFolderOf(file);
  const cost = ([test, { milliseconds }]: [string, TestFile]) =>
    milliseconds + (test.startsWith(nearby) ? 0 : ELSEWHERE);
  return Object.entries(executions)
    .filter(([, { ran }]) => contains(ran[file] ?? [], reached))
    .sort((a, b) => cost(a) - cost(b))
    .map(([test]) => test);
}

export async function executions(lanes: number, say: (text: string) => void): Promise<Executions> {
  const digests = digestsOfTests();
  const known = new Map(Object.entries(readCache()).filter(([test, { digest }]) => digests[test] === digest));
  const stale = Object.keys(digests).filter((test) => !known.has(test));
  if (stale.length > 0) say(`Running ${stale.length} test files to see which sources they run …`);
  for (let first = 0; first < stale.length; first += AT_ONCE) {
    const measured = await measure(stale.slice(first, first + AT_ONCE), digests, lanes);
    for (const [test, facts] of Object.entries(measured)) known.set(test, facts);
    writeFileSync(CACHE, JSON.stringify(Object.fromEntries(known)));
  }
  for (const test of stale) if (!known.has(test)) say(`${test} did not come to an end, and is left out.`);
  return Object.fromEntries(known);
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
    const child = fork(join(import.meta.dirname, 'measure.ts'), [String(lanes), ...tests], {
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
    .flatMap((file) => countedIn(readFileSync(file, 'utf8')))
    .filter(({ url }) => url.startsWith(sources));
  return Object.fromEntries(
    [...Map.groupBy(scripts, ({ url }) => `src/${url.slice(sources.length)}`)].map(([source, same]) => [
      source,
      ranIn(same.map(({ functions }) => functions)),
    ]),
  );
}

/** A process that was killed in the middle of writing leaves half of a file: what it ran is not known. */
export function countedIn(text: string): readonly Profiler.ScriptCoverage[] {
  try {
    return (JSON.parse(text) as Profiler.TakePreciseCoverageReturnType).result;
  } catch {
    return [];
  }
}

/** A test that never began has no folder. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
