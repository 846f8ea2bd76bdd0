/** Whatever a connector gives: nothing is made of an answer about something else. */
import { describe, expect, it } from 'vitest';
import type { EntityConnector, ReadAndReplace } from '../../src/connectors/connector.ts';
import { checkedConnector, requireMatches } from '../../src/proxy/checked-connector.ts';
import type { Comparison } from '../../src/scim/filter-ast.ts';
import { parseFilter } from '../../src/scim/filter-parse.ts';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import { memoryBackend, userSystem } from './support/backend.ts';
import { recordingBackend, refusalOf, systemOf } from './support/hand-over.ts';

const ASKED = { systemId: 's-1', entityType: 'user' };
const UUID = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';
const { context } = systemOf({ backend: recordingBackend([]) });
const REFUSED =
  /^502 undefined System s-1: the backend answered .*Nothing of the answer is shown, and nothing was made of it\./;
const UNKNOWN = 'Whether the change was made, and to what, is not known';

/** A connection that always answers with the same entity. */
function answering(entity: JsonObject, more: Partial<EntityConnector> = {}): EntityConnector {
  const backend = recordingBackend([]);
  backend.answer = { entity };
  return { ...backend, get: async () => ({ entity }), ...more };
}

const checked = (entity: JsonObject, more?: Partial<EntityConnector>) =>
  checkedConnector(answering(entity, more), ASKED);

describe('an entity', () => {
  it.each<[string, JsonValue]>([
    ['1', '1'],
    ['1', 1],
    [UUID, UUID.toUpperCase()],
  ])('that was asked for as %j may have the id %j', async (id, found) => {
    const connection = checked({ id: found });
    expect((await connection.get(id, {}, context)).entity).toEqual({ id: found });
    expect((await connection.replace(id, {}, {}, context)).entity).toEqual({ id: found });
    expect((await connection.patch(id, {}, {}, context)).entity).toEqual({ id: found });
  });

  it.each<JsonObject>([{ id: 'stranger' }, { id: null }, { id: '' }, { id: ['1'] }, {}, { ID: '1' }])(
    'that is another one is refused: %j',
    async (entity) => {
      const connection = checked({ ...entity, userName: 'stranger' });
      const read = await refusalOf(connection.get('1', {}, context));
      expect(read).toMatch(REFUSED);
      expect(read).toContain('the read of user 1 with another user');
      expect(read).not.toContain('stranger');
      for (const write of [
        connection.replace('1', {}, {}, context),
        connection.patch('1', {}, {}, context),
      ]) {
        const refusal = await refusalOf(write);
        expect(refusal).toMatch(REFUSED);
        expect(refusal).toContain(UNKNOWN);
        expect(refusal).not.toContain('stranger');
      }
    },
  );

  it('need not be there after a write', async () => {
    const connection = checkedConnector(recordingBackend([{ id: '1' }]), ASKED);
    expect(await connection.patch('1', {}, {}, context)).toEqual({});
  });

  it('is looked at by whoever has it alone, too', async () => {
    const exclusively = async <T>(_: string, __: unknown, work: (connection: ReadAndReplace) => Promise<T>) =>
      await work(answering({ id: 'stranger' }));
    const connection = checked({ id: '1' }, { exclusively });
    const work = connection.exclusively?.('1', context, (alone) => alone.get('1', {}, context));
    expect(await refusalOf(work ?? Promise.resolve())).toMatch(REFUSED);
    expect(checked({ id: '1' }).exclusively).toBeUndefined();
  });

  it('of another user is never written over the one that a PATCH or PUT is about', async () => {
    const backend = recordingBackend([], { capabilities: { versions: false } });
    backend.get = async () => ({ entity: { id: 'b', userName: 'bob', secret: 's' } });
    const read = {
      mappings: [
        { sourcePath: '$', targetPath: '$' },
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
      ],
    };
    const write = { mappings: [{ sourcePath: '$', targetPath: '$' }] };
    const system = systemOf({ backend, read, write });
    const patch = { Operations: [{ op: 'replace', path: 'title', value: 'Dr' }] };
    expect(await refusalOf(system.resource.patch('a', patch, {}, {}, system.context))).toMatch(REFUSED);
    expect(await refusalOf(system.resource.get('a', {}, {}, system.context))).toMatch(REFUSED);
    expect(backend.calls).toEqual([]);
  });
});

describe('a list', () => {
  const users = ['1', '2', '3'].map((id) => ({ id }));
  const listing = checked({ id: '1' }, { list: async () => ({ entities: users }) });

  it('may have as many as were asked for', async () => {
    expect((await listing.list({ startIndex: 1, count: 3 }, context)).entities).toHaveLength(3);
  });

  it.each([2, 0])('of more than %i that were asked for is refused', async (count) => {
    const refusal = await refusalOf(listing.list({ startIndex: 1, count }, context));
    expect(refusal).toMatch(REFUSED);
    expect(refusal).toContain(`with 3 entities where at most ${count} were asked for`);
  });
});

describe('a look-up by a name', () => {
  it('is refused where it finds others', async () => {
    const filter = parseFilter('userName eq "ada"') as Comparison;
    expect(() => requireMatches(filter, [{ id: '1', userName: 'ADA' }], ASKED)).not.toThrow();
    const check = () =>
      requireMatches(
        filter,
        [
          { id: '1', userName: 'ada' },
          { id: '2', userName: 'bob' },
        ],
        ASKED,
      );
    expect(check).toThrow('the look-up of one user with another one');
    expect(check).not.toThrow(/bob/);
  });

  it('for a list or for a skipped create does not find others', async () => {
    const backend = memoryBackend([{ id: 'b', userName: 'bob' }]);
    backend.list = async () => ({ entities: [{ id: 'b', userName: 'bob' }], total: 1 });
    const write = { skipOperations: ['create'], mappings: [{ sourcePath: '$', targetPath: '$' }] };
    const { users, context: own } = userSystem({ backend, write });
    expect(await refusalOf(users.list({ filter: 'userName eq "ada"' }, own))).toMatch(REFUSED);
    expect(await refusalOf(users.create({ userName: 'ada' }, {}, own))).toMatch(REFUSED);
    expect(backend.asked).toEqual([]);
    // Of a list of many, each may be found for reasons of the backend.
    expect((await users.list({ filter: 'title eq "Dr"' }, own)).body).toMatchObject({ totalResults: 1 });
  });
});
