/** The deletion guard of a system, as the configuration says it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { type LoadedConfiguration, loadConfiguration } from '../../src/config/load.ts';
import { ConfigurationError } from '../../src/config/problem.ts';
import { folderWith } from './helpers.ts';

const PROPERTIES = { URL: 'https://scim.example.com', Authentication: 'NoAuthentication' };

async function loaded(
  deletionGuard: unknown,
  more: object = { state: { folder: 'state' } },
): Promise<LoadedConfiguration> {
  const systems = [{ id: 'one', type: 'scim', properties: PROPERTIES, deletionGuard }];
  const file = join(await folderWith({ 'c.json': JSON.stringify({ systems, ...more }) }), 'c.json');
  return await loadConfiguration(file, loadOptions);
}

async function guardOf(...args: Parameters<typeof loaded>) {
  const [system] = (await loaded(...args)).systems;
  if (system?.status !== 'loaded') throw new Error(`not loaded: ${system?.reason}`);
  return system.deletionGuard;
}

async function refusalOf(deletionGuard: unknown): Promise<string> {
  const error = await loaded(deletionGuard).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigurationError)) throw new Error(`not refused: ${error}`);
  return error.problems.map(({ message }) => message).join('\n');
}

it('is none where nothing is said', async () => {
  expect(await guardOf(undefined, {})).toBeUndefined();
});

it.each([
  [{ deletions: { atMost: 0 } }],
  [{ period: 60, deactivations: { share: 1 } }],
  [{ period: 2_592_000, membershipRemovals: { atMost: 1_000_000_000, share: 0.000_1 } }],
])('takes %j', async (guard) => {
  expect(await guardOf(guard)).toEqual({ appendOnly: false, period: 86_400, ...guard });
});

it('that takes nothing away needs no state', async () => {
  expect(await guardOf({ appendOnly: true }, {})).toMatchObject({ appendOnly: true });
});

it('that forgets with a restart is none: the system is left out, and the others are not', async () => {
  const { systems, problems } = await loaded({ deletions: { atMost: 1 } }, {});
  expect(systems[0]).toMatchObject({
    status: 'broken',
    reason: expect.stringContaining('"deletionGuard" needs "state"'),
  });
  expect(problems).toMatchObject([{ severity: 'error', systemId: 'one', line: 1 }]);
});

describe('says what it takes instead of', () => {
  const form = 'systems[0].deletionGuard must be an object like {"deletions": {"atMost": 50}';
  const limit = 'systems[0].deletionGuard.deletions must be an object with "atMost", "share" or both';
  it.each<readonly [unknown, string]>([
    [true, 'systems[0].deletionGuard must be an object with keys and values'],
    [[], 'systems[0].deletionGuard must be an object with keys and values'],
    [{}, form],
    [{ period: 3600 }, form],
    [{ appendOnly: true, deletions: { atMost: 1 } }, form],
    [{ deletions: 5 }, 'systems[0].deletionGuard.deletions must be an object with keys and values'],
    [{ deletions: {} }, limit],
    [{ deletions: { atMost: -1 } }, 'deletions.atMost must be a whole number from 0 to 1000000000'],
    [{ deletions: { atMost: 1.5 } }, 'deletions.atMost must be a whole number'],
    [{ deletions: { atMost: '5' } }, 'deletions.atMost must be a whole number'],
    [{ deletions: { share: 0 } }, 'deletions.share must be a part of all, above 0 and up to 1'],
    [{ deletions: { share: 5 } }, 'deletions.share must be a part of all, above 0 and up to 1'],
    [{ period: 59, deletions: { atMost: 1 } }, 'period must be a whole number of seconds from 60 to 2592000'],
    [{ period: 1e9, deletions: { atMost: 1 } }, 'period must be a whole number of seconds'],
    [{ appendOnly: 'true' }, 'appendOnly must be true or false (without quotes)'],
    [
      { deletion: { atMost: 1 } },
      'unknown key "deletion" in systems[0].deletionGuard; did you mean "deletions"?',
    ],
    [{ deletions: { most: 1 } }, 'unknown key "most" in systems[0].deletionGuard.deletions'],
  ])('%j', async (guard, words) => {
    expect(await refusalOf(guard)).toContain(words);
  });
});
