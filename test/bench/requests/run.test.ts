/** The benchmark itself, in its shortest form: whoever takes part answers, and the figures arrive where they belong. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from '../../cli/helpers.ts';
import { folderWith } from '../../config/helpers.ts';

interface Results {
  readonly turns: readonly {
    target: string;
    call: string;
    requests: number;
    upstream?: number;
    cpu: number;
  }[];
  readonly installedSize: { readonly ofLibraries: number };
  readonly initialLoads: readonly {
    program: string;
    created: number;
    mostCreated: number;
    upstream: number;
  }[];
}

const TARGETS = ['backend alone', 'pass-through, bytes', 'pass-through, parsing', 'ipsproxy'];

// What processes use is taken from /proc.
it.skipIf(process.platform !== 'linux')('measures', { timeout: 90_000 }, async () => {
  const json = join(await folderWith({}), 'results.json');
  const pace = ['--connections', '4', '--seconds', '0.2', '--rounds', '1', '--users', '300'];
  const chosen = ['--calls', 'get,role-groups', '--parts', 'requests,size,load'];
  const { code, stdout, stderr } = await runScript('bench', { args: [...chosen, ...pace, '--json', json] })
    .ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\| GET by id \| 4 \| [\d.]+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \| 1\.00 \|$/m);

  const { turns, installedSize, initialLoads } = JSON.parse(readFileSync(json, 'utf8')) as Results;
  expect(turns.map(({ call, target }) => [call, target])).toEqual(
    ['get', 'role-groups'].flatMap((call) => TARGETS.map((target) => [call, target])),
  );
  for (const { requests, cpu } of turns) expect([requests > 0, cpu >= 0]).toEqual([true, true]);
  const upstream = turns.map((turn) =>
    turn.upstream === undefined ? undefined : turn.upstream / turn.requests,
  );
  expect(upstream.slice(0, 4)).toEqual([undefined, 1, 1, 1]);
  expect(installedSize.ofLibraries).toBeGreaterThan(1_000_000);
  expect(initialLoads).toMatchObject(
    ['pass-through, parsing', 'ipsproxy'].map((program) => ({
      program,
      created: 300,
      mostCreated: 1,
      upstream: 300,
    })),
  );
});
