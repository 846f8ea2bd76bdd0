/** What has to hold before an entity is changed or deleted. */
import { describe, expect, it } from 'vitest';
import type { ProxyContext, ProxyResource } from '../../src/proxy/types.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  type BackendSetup,
  type HandOverSetup,
  operationsOf,
  recordingBackend,
  refusalOf,
  systemOf,
} from './support/hand-over.ts';

const COPY = { sourcePath: '$', targetPath: '$' };
const READ = { mappings: [COPY, { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' }] };
const OPERATIONS = {
  sourcePath: '$.Operations',
  targetPath: '$.Operations',
  preserveArrayWithSingleElement: true,
  scope: 'patchEntity',
};
const WRITE = { mappings: [COPY, OPERATIONS] };
const ADA = { id: '1', userName: 'ada', active: false, meta: { version: '3' } };

type Write = 'replace' | 'native patch' | 'emulated patch' | 'delete';
const WRITES: readonly Write[] = ['replace', 'native patch', 'emulated patch', 'delete'];

function setUp(
  write: Write,
  more: Partial<HandOverSetup> = {},
  setup: BackendSetup = {},
  old: JsonObject = ADA,
) {
  const patch = write === 'native patch' ? 'native' : 'none';
  const backend = recordingBackend([old], { ...setup, capabilities: { patch, ...setup.capabilities } });
  return { backend, ...systemOf({ backend, read: READ, write: WRITE, ...more }) };
}

function change(write: Write, resource: ProxyResource, context: ProxyContext, ifMatch?: string) {
  const preconditions = ifMatch === undefined ? {} : { ifMatch };
  if (write === 'delete') return resource.delete('1', preconditions, context);
  if (write === 'replace')
    return resource.replace('1', { userName: 'x', active: false }, {}, preconditions, context);
  const Operations = [{ op: 'replace', path: 'userName', value: 'x' }];
  return resource.patch('1', { Operations }, {}, preconditions, context);
}

describe.each(WRITES)('If-Match with %s', (write) => {
  it.each(['"3"', 'W/"3"', '"1", "3"', '*', '3'])('%s passes', async (ifMatch) => {
    const { backend, resource, context } = setUp(write);
    await change(write, resource, context, ifMatch);
    const changed =
      write === 'replace' || write === 'emulated patch' ? 'replace' : write === 'delete' ? 'delete' : 'patch';
    expect(operationsOf(backend)).toContain(changed);
  });

  it.each(['"4"', 'W/"33"', '""', '"x", "y"'])('%s is another version', async (ifMatch) => {
    const { backend, resource, context } = setUp(write);
    expect(await refusalOf(change(write, resource, context, ifMatch))).toBe(
      '412 undefined User 1 of system s-1 was changed meanwhile: its version is not the one in If-Match. Read it again and repeat the change.',
    );
    expect(operationsOf(backend)).toEqual(['get']);
  });

  it('is compared where clients do not see the entity', async () => {
    const read = { ...READ, condition: '$.active == true' };
    if (write === 'emulated patch') return;
    const { backend, resource, context } = setUp(write, { read }, { about: { version: '4' } });
    expect(await refusalOf(change(write, resource, context, '"3"'))).toContain('412');
    expect(operationsOf(backend)).toEqual(['get']);
    await change(write, resource, context, '"4"');
    expect(operationsOf(backend)).toHaveLength(write === 'delete' ? 3 : write === 'replace' ? 3 : 4);
  });

  it('of an entity without a version is another', async () => {
    const { resource, context } = setUp(write, {}, {}, { id: '1', active: false });
    expect(await refusalOf(change(write, resource, context, '"3"'))).toContain('412');
  });

  it('says nothing where the backend has no versions', async () => {
    const { backend, resource, context } = setUp(write, {}, { capabilities: { versions: false } });
    await change(write, resource, context, '"9"');
    expect(operationsOf(backend).filter((operation) => operation !== 'get')).toHaveLength(1);
  });
});

describe.each(WRITES)('entities that clients do not see, with %s', (write) => {
  const read = { ...READ, condition: '$.active == true' };
  const properties = { 'ipsproxy.hidden.writes': 'refuse' };
  const gone = '404 undefined User 1 not found in system s-1.';

  it('do not exist, where the administrator says so', async () => {
    const { backend, resource, context } = setUp(write, { read, properties });
    expect(await refusalOf(change(write, resource, context))).toBe(gone);
    expect(await refusalOf(change(write, resource, context, '"9"'))).toBe(gone);
    expect(operationsOf(backend)).toEqual(['get', 'get']);
  });

  it('are looked for only where some may be hidden', async () => {
    const all = setUp(write, { properties });
    await change(write, all.resource, all.context);
    const reads = write === 'emulated patch' ? 1 : 0;
    expect(
      operationsOf(all.backend)
        .slice(0, reads + 1)
        .filter((operation) => operation === 'get'),
    ).toHaveLength(reads);
    const shown = setUp(write, { read, properties }, {}, { ...ADA, active: true });
    await change(write, shown.resource, shown.context);
    expect(operationsOf(shown.backend)[0]).toBe('get');
  });

  it('may be changed otherwise', async () => {
    const { backend, resource, context } = setUp(write, { read });
    const work = change(write, resource, context);
    // There is no form that its operations could be applied to.
    if (write === 'emulated patch') expect(await refusalOf(work)).toBe(gone);
    else {
      await work;
      expect(operationsOf(backend)[0]).toBe(write === 'native patch' ? 'patch' : write);
    }
  });

  it('may be changed by operations that depend on what they are', async () => {
    if (write !== 'native patch') return;
    const { backend, resource, context } = setUp(write, { read });
    const Operations = [{ op: 'add', path: 'emails[type eq "fax"].value', value: '1' }];
    await resource.patch('1', { Operations }, {}, {}, context);
    expect(operationsOf(backend)[0]).toBe('get');
  });
});
