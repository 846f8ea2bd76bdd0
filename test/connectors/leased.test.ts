/** Changes behind a lease: what they get, when it is given back, and what is told where there is none. */
import { expect, it } from 'vitest';
import type { CallContext } from '../../src/connectors/connector.ts';
import { leased } from '../../src/connectors/leased.ts';
import { ScimError } from '../../src/scim/errors.ts';
import { RequestEnded } from '../../src/scim/request-ended.ts';
import { LeaseNotGiven, type Leases } from '../../src/state/leases.ts';
import { StateUnavailable } from '../../src/state/state.ts';
import { callContext, scimError } from './support/context.ts';

const idle = () => new Promise<void>((resolve) => setImmediate(resolve));

function book() {
  const steps: string[] = [];
  const leases: Leases = {
    take: async (key, alone) => {
      steps.push(`take ${key} ${alone ? 'alone' : 'together'}`);
      return { isHeld: () => true, release: () => void steps.push('release') };
    },
  };
  return { steps, work: (alone: boolean) => ({ leases, key: 'k', alone }) };
}

const never = (error: Error) => ({ leases: { take: () => Promise.reject(error) }, key: 'k', alone: true });
const nothing = () => Promise.reject(new Error('There was no lease.'));

it('the lease is there before the work, and given back once all is over that was not answered', async () => {
  const { steps, work } = book();
  const { promise, resolve } = Promise.withResolvers<void>();
  const held: Promise<unknown>[] = [];
  const context = { ...callContext(), unanswered: (end: Promise<unknown>) => void held.push(end) };
  const given = await leased(work(true), context, async ({ fence, unanswered }) => {
    steps.push('work');
    unanswered?.(promise);
    return fence?.isHeld();
  });
  expect(given).toBe(true);
  await idle();
  expect(steps).toEqual(['take k alone', 'work']);
  // The turn within the process lasts as long.
  expect(held).toEqual([promise]);
  resolve();
  await idle();
  expect(steps).toEqual(['take k alone', 'work', 'release']);
});

it('work that fails gives it back, and what need not be alone hears nothing of late answers', async () => {
  const { steps, work } = book();
  const failing = leased(work(false), callContext(), async (context) => {
    expect(context.unanswered).toBeUndefined();
    throw new TypeError('x');
  });
  await expect(failing).rejects.toThrow(TypeError);
  expect(steps).toEqual(['take k together', 'release']);
});

it('without other instances, and where nothing is changed, nobody is asked, and the context is the same', async () => {
  const { steps, work } = book();
  const context = callContext();
  const given = async (each: CallContext) => each;
  expect(await leased({ ...work(true), leases: undefined }, context, given)).toBe(context);
  const dryRun = { ...context, dryRun: { read: nothing, write: nothing } as never };
  expect(await leased(work(true), dryRun, given)).toBe(dryRun);
  expect(steps).toEqual([]);
});

it('without the server a change is refused, and nothing else is said than what is', async () => {
  const away = new StateUnavailable('The server of "state" cannot be used, as nothing listens there.');
  const error = await scimError(leased(never(away), callContext(), nothing));
  expect(error).toMatchObject({ status: 503, retryAfter: 5, isUndone: true });
  expect(error.message).toBe(
    'The server of "state" cannot be used, as nothing listens there. Without it nobody can keep the other instances of the proxy from changing the same entity at the same time, and one change would take back the other. Nothing was sent, so nothing was changed; repeat the request.',
  );
});

it.each([
  ['others', 'Other changes of the same entity, at other instances of the proxy, took too long.'],
  ['restart', 'The server of "state" that the instances share was started anew or lost its data'],
] as const)('a turn that does not come in time says for what it waited: %s', async (why, words) => {
  const context = callContext();
  context.abort(new RequestEnded(504, 'The time for this request is over.', ''));
  const error = await scimError(leased(never(new LeaseNotGiven(why)), context, nothing));
  expect(error).toMatchObject({ status: 504, isUndone: true });
  expect(error).toBeInstanceOf(ScimError);
  expect(error.message).toContain(words);
  expect(error.message).toContain('Nothing was sent');
});
