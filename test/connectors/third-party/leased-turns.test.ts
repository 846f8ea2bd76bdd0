/** Turns of a third party's connector are of its process: other instances are kept away behind them. */
import { expect, it } from 'vitest';
import type { CallContext, EntityConnector } from '../../../src/connectors/connector.ts';
import { guardedEntity } from '../../../src/connectors/third-party/guarded-entity.ts';
import type { Leases } from '../../../src/state/leases.ts';
import { callContext, scimError } from '../support/context.ts';

function stage() {
  const steps: string[] = [];
  const told: CallContext[] = [];
  let isHeld = true;
  const leases: Leases = {
    take: async (key, alone) => {
      steps.push(`take ${key} ${alone}`);
      return { isHeld: () => isHeld, release: () => void steps.push('release') };
    },
  };
  const connection: Pick<EntityConnector, 'get' | 'replace'> = {
    get: async (id) => ({ entity: { id } }),
    replace: async (id, _entity, _options, context) => {
      told.push(context);
      steps.push('replace');
      return { entity: { id } };
    },
  };
  const connector = {
    ...connection,
    capabilities: { totals: true, patch: 'none', versions: false },
    exclusively: async (_id, _context, work) => {
      steps.push('turn');
      return await work(connection);
    },
  } as Partial<EntityConnector> as EntityConnector;
  const context = callContext();
  const system = {
    systemId: 's',
    type: 'own',
    dryRuns: false,
    mask: (text: string) => text,
    log: context.log,
  };
  const entity = guardedEntity(connector, { ...system, leases }, 's user');
  const change = (before: () => void = () => {}) =>
    entity.exclusively?.('u1', context, async (held) => {
      before();
      return await held.replace('u1', { id: 'u1' }, {}, context);
    });
  return {
    steps,
    told,
    change,
    lose: () => {
      isHeld = false;
    },
  };
}

it('a lease comes behind the turn, and its fence with each call', async () => {
  const { steps, told, change } = stage();
  expect(await change()).toMatchObject({ entity: { id: 'u1' } });
  expect(steps).toEqual(['turn', 'take s user u1 true', 'replace', 'release']);
  expect(told[0]?.fence?.isHeld()).toBe(true);
});

it('no write is begun once it is lost', async () => {
  const { steps, change, lose } = stage();
  const error = await scimError(Promise.resolve(change(lose)));
  expect(error).toMatchObject({ status: 503, isUndone: true, retryAfter: 5 });
  expect(error.message).toContain('replace of connector "own"). Nothing was sent, so nothing was changed.');
  expect(steps).toEqual(['turn', 'take s user u1 true', 'release']);
});
