/** Every answer that a real UAA was recorded with, asked of the stand-in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CloudFoundry, startCloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import type { ProviderState } from '../../../src/sandbox/cloud-foundry/store/identity-providers.ts';
import { comparable } from './comparable.ts';
import { DIFFERENCES } from './differences.ts';
import { type RecordedCase, recordedCases } from './recorded-case.ts';
import { Replay } from './replay.ts';

const cases = recordedCases();
/** What the cases call how the identity provider misbehaves. */
const PROVIDER_STATES: ReadonlyMap<string, ProviderState> = new Map([
  ['429', 'throttled'],
  ['404', 'missing'],
  ['html', 'page'],
  ['noid', 'withoutIdToken'],
]);

let cloudFoundry: CloudFoundry;
let replay: Replay;

beforeAll(async () => {
  cloudFoundry = await startCloudFoundry();
  const { url, origin, clock, provisioningUser } = cloudFoundry;
  replay = new Replay({
    url,
    origin,
    user: provisioningUser.userName,
    password: provisioningUser.password,
    tick: () => clock.advance(0.002),
  });
});

afterAll(async () => {
  await replay.close();
  await cloudFoundry.close();
});

async function isRight(recorded: RecordedCase): Promise<void> {
  const provider = cloudFoundry.identityProvider(cloudFoundry.origin);
  const state = recorded.idp === undefined ? 'working' : PROVIDER_STATES.get(recorded.idp);
  if (state === undefined) throw new Error(`The stand-in's provider knows no ${recorded.idp}.`);
  provider.state = state;
  const { setup, response } = await replay.play(recorded);
  expect(setup).toEqual((recorded.setup ?? []).map(({ status }, index) => status ?? setup[index]));
  expect(comparable(response, recorded)).toEqual(comparable(recorded.response, recorded));
}

describe('the stand-in of the UAA', () => {
  it('is judged by 1,258 recorded answers', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(1_258);
  });

  it.each(cases.filter(({ id }) => !DIFFERENCES.has(id)))('$id: $about', isRight);

  it.each(cases.filter(({ id }) => DIFFERENCES.has(id)))(
    '$id: $about (another answer on purpose)',
    async (recorded) => {
      await expect(isRight(recorded)).rejects.toThrow();
    },
  );
});
