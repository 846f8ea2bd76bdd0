/** What a connector of third parties says of filters and sorting, whatever it says. */
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { EntityConnector } from '../../../src/connectors/connector.ts';
import { guardedEntity } from '../../../src/connectors/third-party/guarded-entity.ts';
import type { Filter } from '../../../src/scim/filter-ast.ts';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { callContext, scimError } from '../support/context.ts';

const FILTER = parseFilter('userName sw "a"');
const BY = { attribute: 'userName' };

function guarded(more: object): EntityConnector {
  const capabilities = { totals: true, patch: 'none', versions: false };
  return guardedEntity(
    { capabilities, ...more } as unknown as EntityConnector,
    {
      systemId: 's',
      type: 'faulty',
      dryRuns: false,
      mask: (text) => text,
      log: pino({ level: 'silent' }),
    },
    's user',
  );
}

it.each<[unknown, boolean]>([
  [true, true],
  [false, false],
  [undefined, false],
  ['true', false],
  [Promise.resolve(true), false],
])('canFilter that gives %s is %s', (gives, wanted) => {
  expect(guarded({ canFilter: () => gives }).canFilter?.(FILTER)).toBe(wanted);
});

it('canFilter that throws is false, and it is called as a method', () => {
  const throws = () => {
    throw new Error('broken inside');
  };
  expect(guarded({ canFilter: throws }).canFilter?.(FILTER)).toBe(false);
  const own = {
    known: 'userName',
    canFilter(filter: Filter) {
      return filter.kind === 'compare' && filter.path.attribute === this.known;
    },
  };
  expect(guarded(own).canFilter?.(FILTER)).toBe(true);
  expect(guarded({}).canFilter).toBeUndefined();
});

it('canSort is true where it says so in time', async () => {
  expect(await guarded({ canSort: async () => true }).canSort?.(BY, callContext())).toBe(true);
  expect(await guarded({ canSort: () => 'yes' }).canSort?.(BY, callContext())).toBe(false);
  const throws = guarded({
    canSort: () => {
      throw new Error('broken inside');
    },
  });
  const error = await scimError(throws.canSort?.(BY, callContext()) ?? Promise.resolve());
  expect(error).toMatchObject({ status: 502 });
  expect(error.message).not.toContain('broken inside');
});
