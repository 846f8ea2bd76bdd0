/** Turns of changes of one entity, and what is told of those that end in them. */
import { describe, expect, it } from 'vitest';
import { TransportFailure } from '../../../../src/connectors/http/exchange.ts';
import { UpstreamClient } from '../../../../src/connectors/http/upstream-client.ts';
import { Calls } from '../../../../src/connectors/identity-authentication/v1/calls.ts';
import type { Leases } from '../../../../src/state/leases.ts';
import { callContext, scimError } from '../../support/context.ts';
import { exampleBackend } from '../../support/example-backend.ts';

function callsTo(address: string, kind: 'user' | 'group' = 'user', leases?: Leases) {
  const client = new UpstreamClient({
    backend: exampleBackend(),
    base: { origin: 'https://directory.example', path: '' },
    send: () => Promise.reject(new Error('Nothing is sent.')),
    contentType: 'application/scim+json',
    accept: 'application/scim+json',
  });
  return new Calls(kind, client, address, {
    contentType: 'application/scim+json',
    ifMatchWildcard: false,
    leases,
  });
}

describe('a change', () => {
  it.each([new TransportFailure('ECONNRESET', { progress: 'sent' }), new TypeError('x')])(
    'that fails in its turn fails as it does: %s',
    async (failure) => {
      const calls = callsTo('one');
      await expect(calls.inTurn('P1', callContext(), () => Promise.reject(failure))).rejects.toBe(failure);
    },
  );

  it('whose turn does not come in time says for what it waited', async () => {
    for (const [kind, named] of [
      ['user', 'user'],
      ['group', 'group'],
    ] as const) {
      const calls = callsTo('two', kind);
      const { promise, resolve } = Promise.withResolvers<void>();
      const ahead = calls.inTurn('P1', callContext(), () => promise);
      const waiting = callContext();
      const error = scimError(calls.inTurn('P1', waiting, () => Promise.reject(new Error('Its turn came.'))));
      waiting.abort();
      expect((await error).message).toContain(
        `Example Directory (system system-1, https://directory.example): other changes of the same ${named} took too long.`,
      );
      resolve();
      await ahead;
    }
  });

  it('keeps other instances away behind its turn, by address, kind and id', async () => {
    const steps: string[] = [];
    const leases: Leases = {
      take: async (key, alone) => {
        steps.push(`take ${key} ${alone}`);
        return { isHeld: () => true, release: () => void steps.push('release') };
      },
    };
    const calls = callsTo('five', 'group', leases);
    const change = (name: string) =>
      calls.inTurn('G1', callContext(), async ({ fence, unanswered }) => {
        steps.push(name);
        expect([fence?.isHeld(), unanswered]).toEqual([true, expect.any(Function)]);
      });
    await Promise.all([change('a'), change('b')]);
    expect(steps).toEqual(['a', 'b'].flatMap((name) => ['take five/Groups/G1 true', name, 'release']));
  });

  it('waits for nothing but those of the same entity at the same address', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ahead = callsTo('three').inTurn('P1', callContext(), () => promise);
    const at = (address: string, id: string, kind?: 'group') =>
      callsTo(address, kind).inTurn(id, callContext(), async () => id);
    expect(await at('three', 'P2')).toBe('P2');
    expect(await at('three', 'P1', 'group')).toBe('P1');
    expect(await at('four', 'P1')).toBe('P1');
    let entered = false;
    const next = callsTo('three').inTurn('P1', callContext(), async () => {
      entered = true;
    });
    await new Promise((turn) => setImmediate(turn));
    expect(entered).toBe(false);
    resolve();
    await Promise.all([ahead, next]);
    expect(entered).toBe(true);
  });
});
