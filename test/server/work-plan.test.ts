import { beforeEach, expect, it, vi } from 'vitest';
import * as secretHash from '../../src/config/secret-hash.ts';
import { WorkPlan } from '../../src/server/authentication/work-plan.ts';

vi.mock('../../src/config/secret-hash.ts', { spy: true });
const { hashSecret } = secretHash;
const slowHashes = vi.mocked(secretHash.verifySecret);

beforeEach(() => {
  slowHashes.mockReset();
});

const CHEAP = { ln: 14, r: 8, p: 1 };
const DEAR = { ln: 14, r: 8, p: 2 };
const ODD = { ln: 13, r: 16, p: 1 };

const user = async (id: string, ...costs: secretHash.ScryptParameters[]) => ({
  id,
  secrets: await Promise.all(costs.map((cost, index) => hashSecret(`${id}${index}`, cost))),
  permissions: new Set<string>(),
  systems: undefined,
});

it('is the same for everybody, with the dearest hash of all in it', async () => {
  const users = [
    await user('cheap', CHEAP),
    await user('dear', DEAR),
    await user('two', CHEAP, CHEAP),
    await user('both', ODD, DEAR),
  ];
  const plan = new WorkPlan(users);
  slowHashes.mockResolvedValue(false);
  const costs = new Set<string>();
  for (const secrets of [...users.map((one) => one.secrets), []]) {
    for (const secret of ['cheap0', 'two1', 'wrong']) {
      slowHashes.mockClear();
      await plan.compare(secret, secrets);
      costs.add(slowHashes.mock.calls.map(([, { ln, r, p }]) => `${ln} ${r} ${p}`).join(', '));
    }
  }
  expect([...costs]).toHaveLength(1);
  expect([...costs].join(', ').split(', ').sort()).toEqual(['13 16 1', '14 8 1', '14 8 1', '14 8 2']);
});

it('finds each of the hashes of a user, and no others', async () => {
  const [one, two] = [await user('one', DEAR, CHEAP), await user('two', CHEAP)];
  const plan = new WorkPlan([two, one]);
  expect(await plan.compare('one0', one.secrets)).toBe(one.secrets[0]);
  expect(await plan.compare('one1', one.secrets)).toBe(one.secrets[1]);
  expect(await plan.compare('two0', one.secrets)).toBeUndefined();
  expect(await plan.compare('two0', two.secrets)).toBe(two.secrets[0]);
  expect(await plan.compare('two0', [])).toBeUndefined();
});

it('costs as much as a new hash where there is no user', async () => {
  await new WorkPlan([]).compare('secret', []);
  expect(slowHashes.mock.calls.map(([, { ln, r, p }]) => [ln, r, p])).toEqual([[15, 8, 3]]);
});
