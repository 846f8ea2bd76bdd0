/** A create that the administrator switched off updates the entity that is there. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  ENTERPRISE,
  type HandOverSetup,
  operationsOf,
  recordingBackend,
  refusalOf,
  systemOf,
} from './support/hand-over.ts';

const COPY = { sourcePath: '$', targetPath: '$' };
const READ = { mappings: [COPY, { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' }] };
const ADA = { id: '1', userName: 'ada', title: 'Dr', meta: { version: '3' } };
const SKIPPED = 'The update was skipped (skipOperations of the write transformation): nothing was changed';

interface Skipped extends Partial<HandOverSetup> {
  readonly skipping: readonly string[];
  readonly old?: readonly JsonObject[];
  readonly mappings?: readonly object[];
}

function setUp({ skipping, old = [ADA], mappings = [COPY], ...more }: Skipped) {
  const backend = recordingBackend(old);
  const write = { skipOperations: skipping, mappings };
  return { backend, ...systemOf({ backend, read: READ, write, ...more }) };
}

describe('a skipped POST', () => {
  const noOne = (attribute: string) =>
    `403 undefined System s-1 creates no users (skipOperations of its write transformation), and it has none with this ${attribute} that could be updated.`;

  it('updates the entity with the same name, in the spelling of the schema', async () => {
    const { backend, system, resource, context } = setUp({ skipping: ['create'] });
    const answer = await resource.create({ USERNAME: 'ada', title: 'Prof', active: true }, {}, context);
    expect(system.counters.skippedOperations).toBe(1);
    expect(answer).toMatchObject({
      status: 200,
      body: { id: '1', title: 'Prof' },
      warnings: [
        'The create was skipped (skipOperations of the write transformation): the existing entity was updated',
      ],
    });
    expect(backend.calls).toEqual([
      [
        'list',
        {
          startIndex: 1,
          count: 2,
          filter: { kind: 'compare', path: { attribute: 'userName' }, operator: 'eq', value: 'ada' },
        },
      ],
      ['replace', '1', { userName: 'ada', title: 'Prof', active: true }, {}],
    ]);
  });

  it.each<[string, JsonObject, object]>([
    [
      'emails[0].value',
      { emails: [{ value: 'a@x' }, { value: 'b@x' }] },
      { attribute: 'emails', index: 0, subAttribute: 'value' },
    ],
    ['emails.value', { emails: [{ value: 'a@x' }] }, { attribute: 'emails', subAttribute: 'value' }],
    [
      `${ENTERPRISE}:employeeNumber`,
      { [ENTERPRISE]: { employeeNumber: 'a@x' } },
      { schema: ENTERPRISE, attribute: 'employeeNumber' },
    ],
    ['name.formatted', { name: { formatted: 'a@x' } }, { attribute: 'name', subAttribute: 'formatted' }],
    ['badge', { badge: 'a@x' }, { attribute: 'badge' }],
    [
      'emails[1].value',
      { emails: ['x', { value: 'a@x' }] },
      { attribute: 'emails', index: 1, subAttribute: 'value' },
    ],
  ])('looks for %s', async (attribute, body, path) => {
    const { backend, resource, context } = setUp({
      skipping: ['create'],
      properties: { 'x.user.unique.attribute': attribute },
    });
    await resource.create({ active: true, ...body }, {}, context);
    expect(backend.calls[0]).toMatchObject(['list', { filter: { path, operator: 'eq', value: 'a@x' } }]);
  });

  it.each([7, false])('looks for values of any kind: %j', async (badge) => {
    const properties = { 'x.user.unique.attribute': 'badge' };
    const { backend, resource, context } = setUp({ skipping: ['create'], properties });
    await resource.create({ active: true, badge }, {}, context);
    expect(backend.calls[0]).toMatchObject(['list', { filter: { value: badge } }]);
  });

  it.each<[string, JsonObject, string]>([
    ['it does not say which', { title: 'x' }, 'userName'],
    ['it says nothing that tells', { userName: { x: 1 } }, 'userName'],
    ['it says nothing at all', { userName: null }, 'userName'],
  ])('is refused where %s', async (_, body, attribute) => {
    const { backend, resource, context } = setUp({ skipping: ['create'] });
    expect(await refusalOf(resource.create(body, {}, context))).toBe(noOne(attribute));
    expect(backend.calls).toEqual([]);
  });

  it('is refused where there is none, several, or one without an id', async () => {
    const body = { userName: 'ada' };
    const none = setUp({ skipping: ['create'], old: [] });
    expect(await refusalOf(none.resource.create(body, {}, none.context))).toBe(noOne('userName'));
    const several = setUp({ skipping: ['create'], old: [ADA, { ...ADA, id: '2' }] });
    expect(await refusalOf(several.resource.create(body, {}, several.context))).toBe(
      '400 tooMany System s-1 has several users with this userName, so that none was updated. Make it unique there.',
    );
    const counted = setUp({ skipping: ['create'] });
    counted.backend.list = async () => ({ entities: [ADA], total: 2 });
    expect(await refusalOf(counted.resource.create(body, {}, counted.context))).toContain('400 tooMany');
    const nameless = setUp({ skipping: ['create'], old: [{ id: '', userName: 'ada' }] });
    expect(await refusalOf(nameless.resource.create(body, {}, nameless.context))).toBe(noOne('userName'));
    const custom = setUp({
      skipping: ['create'],
      properties: { 'x.user.unique.attribute': 'nothing' },
      read: { mappings: [READ.mappings[1]] },
    });
    expect(await refusalOf(custom.resource.create({ nothing: 'x' }, {}, custom.context))).toContain(
      '400 invalidFilter',
    );
  });

  it('is refused where no entity can have the value, or nothing tells entities apart', async () => {
    const functions = [{ function: 'concatString', prefix: 'DEV_' }];
    const prefixed = {
      mappings: [READ.mappings[1], { sourcePath: '$.userName', targetPath: '$.userName', functions }],
    };
    const other = setUp({ skipping: ['create'], read: prefixed });
    expect(await refusalOf(other.resource.create({ userName: 'ada' }, {}, other.context))).toBe(
      noOne('userName'),
    );
    expect(other.backend.calls).toEqual([]);
    const role = setUp({ skipping: ['create'], type: 'role' });
    expect(await refusalOf(role.resource.create({ displayName: 'x' }, {}, role.context))).toBe(
      '403 undefined System s-1 creates no roles (skipOperations of its write transformation), and it has none with this unique attribute that could be updated.',
    );
  });

  it('may meet an update that is skipped as well', async () => {
    const { backend, resource, context } = setUp({ skipping: ['create', 'update'] });
    const { warnings } = await resource.create({ userName: 'ada' }, {}, context);
    expect(warnings).toEqual([
      'The create was skipped (skipOperations of the write transformation): the existing entity was updated',
      SKIPPED,
    ]);
    expect(operationsOf(backend)).toEqual(['list', 'get']);
  });
});
