import { describe, expect, it } from 'vitest';
import { retryChanged } from '../../src/proxy/retry-changed.ts';
import { ScimError } from '../../src/scim/errors.ts';
import { RequestEnded } from '../../src/scim/request-ended.ts';

const NEVER = new AbortController().signal;

interface Run {
  readonly outcome: unknown;
  readonly times: number;
  /** Milliseconds before each further attempt. */
  readonly waits: readonly number[];
}

/** Work that fails so often. Waiting takes no time. */
async function run(errors: readonly Error[], ifMatch?: string): Promise<Run> {
  let times = 0;
  const waits: number[] = [];
  const work = async () => {
    const error = errors[times];
    times += 1;
    if (error !== undefined) throw error;
    return 'done';
  };
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  const outcome = await retryChanged({ ifMatch }, { signal: NEVER }, work, wait).catch(
    (error: unknown) => error,
  );
  return { outcome, times, waits };
}

const changed = (count: number) =>
  Array.from({ length: count }, (_, index) => new ScimError(412, `changed ${index + 1}.`));

describe('a change of what was read', () => {
  it.each([undefined, '*', ' *\t'])(
    'is made again where the entity was changed meanwhile, with If-Match %j',
    async (ifMatch) => {
      for (const count of [0, 1, 2, 9]) {
        expect(await run(changed(count), ifMatch)).toMatchObject({ outcome: 'done', times: count + 1 });
      }
    },
  );

  it('is given up after ten times, which is no answer to a condition that nobody made', async () => {
    const { outcome, times } = await run(changed(20));
    expect(times).toBe(10);
    expect(outcome).toMatchObject({
      status: 503,
      retryAfter: 2,
      message:
        'changed 10. In 10 attempt(s), others changed the entity first each time: this request was not done; repeat it.',
    });
  });

  it('waits longer each time, up to a limit, and never as long as others do', async () => {
    const runs = await Promise.all(Array.from({ length: 50 }, () => run(changed(9))));
    for (const { waits } of runs) {
      expect(waits.every((wait, index) => wait >= 0 && wait <= Math.min(400, 50 * 2 ** index))).toBe(true);
    }
    expect(new Set(runs.map(({ waits }) => waits[0])).size).toBeGreaterThan(1);
  });

  it('waits no longer than the request lives, and says what that means', async () => {
    const ending = new AbortController();
    const work = async () => {
      throw new ScimError(412, 'changed');
    };
    const end = new RequestEnded(504, 'The time is over.', 'Nobody knows.');
    const wait = async (_: number, signal: AbortSignal) => {
      ending.abort(end);
      signal.throwIfAborted();
    };
    await expect(retryChanged({}, { signal: ending.signal }, work, wait)).rejects.toMatchObject({
      status: 504,
      message:
        'The time is over. In 1 attempt(s), others changed the entity first each time: this request was not done; repeat it.',
    });
  });

  it('ends its wait with the request', async () => {
    const ending = new AbortController();
    ending.abort(new RequestEnded(503, 'The proxy stops.', ''));
    const work = async () => {
      throw new ScimError(412, 'changed');
    };
    await expect(retryChanged({}, { signal: ending.signal }, work)).rejects.toMatchObject({ status: 503 });
  });

  it.each(['"3"', 'W/"3"', '"*"', '"3", *', ''])(
    'is made once with the version that is named: %j',
    async (ifMatch) => {
      const [first] = changed(1);
      expect(await run([first as Error], ifMatch)).toMatchObject({ outcome: first, times: 1 });
    },
  );

  it.each([
    new ScimError(409, 'conflict'),
    new ScimError(404, 'gone'),
    new Error('broken'),
    Object.assign(new Error('412'), { status: 412 }),
  ])('is not made again after another failure: %s', async (error) => {
    expect(await run([error])).toMatchObject({ outcome: error, times: 1 });
    expect(await run([...changed(1), error])).toMatchObject({ outcome: error, times: 2 });
  });
});
