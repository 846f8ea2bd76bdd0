/** PATCH for backends that have none: what depends on more than its operations. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  type BackendSetup,
  EVERYTHING,
  type HandOverSetup,
  operationsOf,
  recordingBackend,
  refusalOf,
  systemOf,
} from './support/hand-over.ts';

const copy = (path: string, more: object = {}) => ({
  sourcePath: path,
  targetPath: path,
  optional: true,
  preserveArrayWithSingleElement: true,
  ...more,
});
const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };
const READ = {
  mappings: [ID, ...['$.userName', '$.active', '$.title', '$.members', '$.emails'].map((path) => copy(path))],
};
const WRITE = { mappings: READ.mappings.slice(1) };
const OLD = {
  id: '1',
  userName: 'ada',
  active: false,
  title: 'Dr',
  secret: 's',
  emails: [{ value: 'a', type: 'work' }],
};

interface Update extends Partial<HandOverSetup> {
  readonly old?: JsonObject;
  readonly setup?: BackendSetup;
}

function setUp({ old = OLD, setup = {}, ...more }: Update) {
  const backend = recordingBackend([old], setup);
  return { backend, ...systemOf({ backend, read: READ, write: WRITE, ...more }) };
}

describe('an emulated PATCH', () => {
  it('completes values that it changes in place', async () => {
    const read = {
      mappings: [
        ...READ.mappings.slice(0, -1),
        copy('$.emails[*].value', { targetPath: '$.emails[?(@.value)]' }),
      ],
    };
    const write = { mappings: read.mappings.slice(1) };
    const { backend, resource, context } = setUp({ read, write, setup: { carryOver: EVERYTHING } });
    const Operations = [{ op: 'replace', path: 'emails[value eq "a"].value', value: 'b' }];
    await resource.patch('1', { Operations }, {}, {}, context);
    expect(backend.calls.at(-1)?.[2]).toEqual({
      userName: 'ada',
      active: false,
      title: 'Dr',
      secret: 's',
      emails: [{ value: 'b', type: 'work' }],
    });
  });

  it.each([
    ['the list is not sent', { mappings: [copy('$.userName')] }, false],
    ['the list is sent', { mappings: [copy('$.userName'), copy('$.members')] }, true],
  ])('of an entity of which a part is missing depends on whether %s', async (_, write, refused) => {
    const { resource, context } = setUp({ write, setup: { about: { incomplete: ['members'] } } });
    const work = resource.patch(
      '1',
      { Operations: [{ op: 'replace', path: 'userName', value: 'x' }] },
      {},
      {},
      context,
    );
    if (!refused) expect((await work).status).toBe(200);
    else
      expect(await refusalOf(work)).toBe(
        '501 undefined System s-1: the PATCH would have to be sent as a full update, but the backend gives only a part of members, ' +
          'so that the rest would be lost. Nothing was changed. Give the write transformation patchEntity mappings.',
      );
  });

  it('of an entity that clients do not see is 404, and 500 where it cannot be shown', async () => {
    const patch = { Operations: [{ op: 'replace', path: 'userName', value: 'x' }] };
    const hidden = setUp({ read: { ...READ, condition: '$.active == true' } });
    expect(await refusalOf(hidden.resource.patch('1', patch, {}, {}, hidden.context))).toBe(
      '404 undefined User 1 not found in system s-1.',
    );
    const failing = setUp({ read: { mappings: [ID, { sourcePath: '$.nothing', targetPath: '$.x' }] } });
    expect(await refusalOf(failing.resource.patch('1', patch, {}, {}, failing.context))).toContain(
      '500 undefined System s-1: the read transformation failed',
    );
    expect([hidden, failing].map(({ backend }) => operationsOf(backend))).toEqual([['get'], ['get']]);
  });

  it('is refused with the number of the client’s operation', async () => {
    const { resource, context } = setUp({});
    const Operations = [
      { op: 'replace', value: { id: '1' } },
      { op: 'replace', path: 'emails[type eq "home"].value', value: 'x' },
    ];
    expect(await refusalOf(resource.patch('1', { Operations }, {}, {}, context))).toContain(
      '400 noTarget Operations[1]',
    );
  });

  it('is compared by version before its operations are looked at, and writes nothing that is as it was', async () => {
    const { backend, resource, context } = setUp({ setup: { about: { version: '3' } } });
    const patch = (path: string, ifMatch: string) =>
      resource.patch('1', { Operations: [{ op: 'replace', path, value: 'Dr' }] }, {}, { ifMatch }, context);
    expect(await refusalOf(patch('emails[type eq "home"].value', '"9"'))).toContain('412');
    expect(await patch('title', '"3"')).toMatchObject({
      status: 200,
      version: '3',
      body: { title: 'Dr' },
      warnings: [],
    });
    expect(operationsOf(backend)).toEqual(['get', 'get']);
  });

  it('changes what its operations name, whatever the mappings make of the rest', async () => {
    const shouted = copy('$.title', { functions: [{ function: 'toUpperCaseString' }] });
    const write = {
      mappings: [
        { sourceVariable: 'entityIdTargetSystem', targetPath: '$.reference' },
        { sourceVariable: 'entityBaseLocation', targetPath: '$.base' },
        copy('$.userName'),
        shouted,
        copy('$.active'),
      ],
    };
    const old = { ...OLD, reference: 'mine', base: 'here' };
    const { backend, resource, context } = setUp({ write, old, setup: { carryOver: EVERYTHING } });
    await resource.patch(
      '1',
      { Operations: [{ op: 'replace', path: 'userName', value: 'x' }] },
      {},
      {},
      context,
    );
    const { id: _, ...others } = old;
    expect(backend.calls.at(-1)?.[2]).toEqual({ ...others, userName: 'x' });
  });

  it('keeps what a condition leaves out of the result, unless something was taken away', async () => {
    const write = {
      mappings: [copy('$.userName'), copy('$.active'), copy('$.title', { condition: "$.userName == 'ada'" })],
    };
    const titleAfter = async (...more: JsonObject[]) => {
      const { backend, resource, context } = setUp({ write, setup: { carryOver: EVERYTHING } });
      const Operations = [{ op: 'replace', path: 'userName', value: 'x' }, ...more];
      await resource.patch('1', { Operations }, {}, {}, context);
      const [, , body = {}] = backend.calls.at(-1) ?? ['none'];
      return (body as JsonObject)['title'];
    };
    expect(await titleAfter()).toBe('Dr');
    expect(await titleAfter({ op: 'add', path: 'title', value: 'Dr' })).toBe('Dr');
    expect(await titleAfter({ op: 'remove', path: 'title' })).toBeUndefined();
    expect(await titleAfter({ op: 'remove', path: 'emails[value eq "a"]' })).toBeUndefined();
  });

  it.each<[string, JsonObject[]]>([
    ['by its path', [{ op: 'replace', path: 'emails', value: [{ value: 'b' }] }]],
    [
      'beside others',
      [
        { op: 'replace', path: 'title', value: 'x' },
        { op: 'replace', path: 'emails', value: [{ value: 'b' }] },
      ],
    ],
    ['in an object', [{ op: 'replace', value: { title: 'x', emails: [{ value: 'b' }] } }]],
  ])('has other values where a list is replaced as a whole: %s', async (_, Operations) => {
    const read = {
      mappings: [
        ...READ.mappings.slice(0, -1),
        copy('$.emails[*].value', { targetPath: '$.emails[?(@.value)]' }),
      ],
    };
    const write = { mappings: read.mappings.slice(1) };
    const { backend, resource, context } = setUp({ read, write, setup: { carryOver: EVERYTHING } });
    await resource.patch('1', { Operations }, {}, {}, context);
    expect(backend.calls.at(-1)?.[2]).toMatchObject({ emails: [{ value: 'b' }] });
    expect(JSON.stringify(backend.calls.at(-1)?.[2])).not.toContain('work');
  });

  it('that only says again what cannot change writes nothing', async () => {
    const { backend, resource, context } = setUp({});
    const Operations = [{ op: 'replace', value: { id: '1' } }];
    expect(await resource.patch('1', { Operations }, {}, {}, context)).toMatchObject({
      status: 200,
      body: { userName: 'ada' },
    });
    expect(operationsOf(backend)).toEqual(['get']);
  });
});
