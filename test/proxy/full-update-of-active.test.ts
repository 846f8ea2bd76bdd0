/** Enabling a user is never a side effect of a full update. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  type BackendSetup,
  EVERYTHING,
  type HandOverSetup,
  operationsOf,
  recordingBackend,
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

/** What the backend is sent. */
async function sent(body: JsonObject, update: Update = {}): Promise<unknown> {
  const { backend, resource, context } = setUp(update);
  await resource.replace('1', body, {}, {}, context);
  expect(operationsOf(backend)).toHaveLength(
    backend.calls.filter(([operation]) => operation === 'get').length + 1,
  );
  return backend.calls.at(-1)?.[2];
}

describe('whether the user may log on', () => {
  const byDefault = { mappings: [copy('$.userName'), copy('$.active', { defaultValue: true })] };

  it('stays as it is, where the client does not say', async () => {
    expect(await sent({ userName: 'x' }, { write: byDefault })).toEqual({ userName: 'x', active: false });
    expect(await sent({ userName: 'x', active: null }, { write: byDefault })).toEqual({
      userName: 'x',
      active: false,
    });
    expect(await sent({ userName: 'x' }, { write: byDefault, old: { ...OLD, active: true } })).toEqual({
      userName: 'x',
      active: true,
    });
  });

  it('stays as it is, whatever the default', async () => {
    const disabling = { mappings: [copy('$.userName'), copy('$.active', { defaultValue: false })] };
    const old = { ...OLD, active: true };
    expect(await sent({ userName: 'x' }, { write: disabling, old })).toEqual({ userName: 'x', active: true });
  });

  it('is what the client says', async () => {
    expect(await sent({ active: true }, { write: byDefault })).toEqual({ active: true });
    expect(await sent({ active: 'False' }, { write: byDefault, old: { ...OLD, active: true } })).toEqual({
      active: false,
    });
  });

  it('is not asked for where no mapping carries it, nor for groups', async () => {
    const { backend, resource, context } = setUp({ write: { mappings: [copy('$.userName')] } });
    await resource.replace('1', { userName: 'x' }, {}, {}, context);
    expect(backend.calls).toEqual([['replace', '1', { userName: 'x' }, {}]]);
    const group = setUp({ type: 'group', write: byDefault });
    await group.resource.replace('1', { userName: 'x' }, {}, {}, group.context);
    expect(group.backend.calls).toEqual([['replace', '1', { userName: 'x', active: true }, {}]]);
  });

  it.each([
    ['hides the user', { ...READ, condition: '$.active == true' }],
    ['hides the attribute', { mappings: [ID, copy('$.userName')] }],
    ['makes something else of it', { mappings: [ID, { constant: 'no', targetPath: '$.active' }] }],
  ])('is never made true by a default, where the read transformation %s', async (_, read) => {
    expect(await sent({ userName: 'x' }, { write: byDefault, read })).toEqual({
      userName: 'x',
      active: false,
    });
    const enabled = { write: byDefault, read, old: { ...OLD, active: true } };
    expect(await sent({ userName: 'x' }, enabled)).toEqual({ userName: 'x', active: true });
    const unknown = { write: byDefault, read, old: { id: '1' } };
    expect(await sent({ userName: 'x' }, unknown)).toEqual({ userName: 'x', active: true });
  });

  it.each([{}, { carryOver: EVERYTHING }])(
    'nor by one that spells it otherwise than the backend (%j)',
    async (setup) => {
      const spelled = copy('$.active', { targetPath: '$.Active', defaultValue: true });
      const write = { mappings: [copy('$.userName'), spelled] };
      const hidden = { ...READ, condition: '$.active == true' };
      const update = { write, read: hidden, old: { id: '1', active: false }, setup };
      expect(await sent({ userName: 'x' }, update)).toEqual({ userName: 'x', Active: false });
      expect(await sent({ userName: 'x', active: true }, update)).toEqual({ userName: 'x', Active: true });
    },
  );
});

describe('whether the user may log on, where the entity is read', () => {
  const setup = { carryOver: EVERYTHING };

  it('is what the client says', async () => {
    expect(await sent({ active: true, userName: 'x' }, { setup })).toMatchObject({ active: true });
  });

  it('is never made true by a constant', async () => {
    const write = { mappings: [copy('$.userName'), { constant: true, targetPath: '$.active' }] };
    expect(await sent({ active: false, userName: 'x' }, { setup, write })).toMatchObject({ active: false });
    expect(await sent({ active: true, userName: 'x' }, { setup, write })).toMatchObject({ active: true });
  });

  it('is not said where no mapping says it', async () => {
    const write = { mappings: [copy('$.userName')] };
    const { backend, resource, context } = setUp({ write, setup: { about: { version: '3' } } });
    await resource.replace('1', { userName: 'x' }, {}, { ifMatch: '"3"' }, context);
    expect(backend.calls.at(-1)?.[2]).toEqual({ userName: 'x' });
  });
});
