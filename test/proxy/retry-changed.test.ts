import { describe, expect, it } from 'vitest';
import { retryChanged } from '../../src/proxy/retry-changed.ts';
import { ScimError } from '../../src/scim/errors.ts';

/** Work that fails so often, and how often it was done. */
async function attempts(
  errors: readonly Error[],
  ifMatch?: string,
): Promise<[outcome: unknown, times: number]> {
  let times = 0;
  const work = async () => {
    const error = errors[times];
    times += 1;
    if (error !== undefined) throw error;
    return 'done';
  };
  const outcome = await retryChanged({ ifMatch }, work).catch((error: unknown) => error);
  return [outcome, times];
}

const changed = (number: number) => new ScimError(412, `changed ${number}`);
const [first, second, third, fourth] = [1, 2, 3, 4].map(changed) as [
  ScimError,
  ScimError,
  ScimError,
  ScimError,
];

describe('a change of what was read', () => {
  it.each([undefined, '*', ' *\t'])(
    'is made again twice where the entity was changed meanwhile, with If-Match %j',
    async (ifMatch) => {
      expect(await attempts([], ifMatch)).toEqual(['done', 1]);
      expect(await attempts([first], ifMatch)).toEqual(['done', 2]);
      expect(await attempts([first, second], ifMatch)).toEqual(['done', 3]);
      expect(await attempts([first, second, third, fourth], ifMatch)).toEqual([third, 3]);
    },
  );

  it.each(['"3"', 'W/"3"', '"*"', '"3", *', ''])(
    'is made once with the version that is named: %j',
    async (ifMatch) => {
      expect(await attempts([first], ifMatch)).toEqual([first, 1]);
    },
  );

  it.each([
    new ScimError(409, 'conflict'),
    new ScimError(404, 'gone'),
    new Error('broken'),
    Object.assign(new Error('412'), { status: 412 }),
  ])('is not made again after another failure: %s', async (error) => {
    expect(await attempts([error])).toEqual([error, 1]);
    expect(await attempts([first, error])).toEqual([error, 2]);
  });
});
