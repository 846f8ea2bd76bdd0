import { describe, expect, it } from 'vitest';
import {
  ADA,
  BACKEND_ID,
  CLIENT_ID,
  ENTERPRISE,
  EVERYTHING,
  LOCATION,
  operationsOf,
  RENAMING_READ,
  recordingBackend,
  SAID,
  systemOf,
  WRITTEN,
} from '../support/hand-over.ts';

describe('PUT', () => {
  it('replaces by the backend’s id, with If-Match as it came, without a look where nobody needs one', async () => {
    const backend = recordingBackend([ADA]);
    const { resource, context } = systemOf({ backend });
    await resource.replace(CLIENT_ID, SAID, {}, {}, context);
    await resource.replace(CLIENT_ID, SAID, {}, { ifMatch: ' * ' }, context);
    expect(backend.calls).toStrictEqual([
      ['replace', BACKEND_ID, WRITTEN, {}],
      ['replace', BACKEND_ID, WRITTEN, { ifMatch: ' * ' }],
    ]);
    const { signal, requestId } = context;
    expect(backend.contexts.every((given) => given.signal === signal && given.requestId === requestId)).toBe(
      true,
    );
  });

  it('reads once for all who have to know, and hands on what was read', async () => {
    const backend = recordingBackend([ADA], { carryOver: EVERYTHING });
    const { resource, context } = systemOf({
      backend,
      read: { ...RENAMING_READ, condition: '$.login EMPTY false' },
      properties: { 'ipsproxy.hidden.writes': 'refuse' },
    });
    const { active: _, ...silent } = SAID;
    const answer = await resource.replace(CLIENT_ID, silent, {}, { ifMatch: 'W/"3"' }, context);
    expect(backend.calls).toEqual([
      ['get', BACKEND_ID, { omit: ['groups'], forUpdate: true }],
      [
        'replace',
        BACKEND_ID,
        { login: 'ada', enabled: true, label: 'A.', badge: 7 },
        { ifMatch: 'W/"3"', current: ADA },
      ],
    ]);
    expect(answer).toMatchObject({
      status: 200,
      location: LOCATION,
      body: { id: CLIENT_ID, displayName: 'A.', active: true },
    });
  });

  it.each<[string, object, object, number]>([
    ['nothing', {}, {}, 0],
    ['what to carry over', { carryOver: EVERYTHING }, {}, 1],
    ['whether to enable', {}, { silent: true }, 1],
    ['the version', {}, { preconditions: { ifMatch: '"3"' } }, 1],
    [
      'no version, where the backend has none',
      { capabilities: { versions: false } },
      { preconditions: { ifMatch: '"9"' } },
      0,
    ],
    ['all of it', { carryOver: EVERYTHING }, { silent: true, preconditions: { ifMatch: '"3"' } }, 1],
  ])('reads no more than it has to know: %s', async (_, setup, wish, reads) => {
    const { silent = false, preconditions = {} } = wish as { silent?: boolean; preconditions?: object };
    const backend = recordingBackend([ADA], setup);
    const { resource, context } = systemOf({ backend });
    const { active: __, ...others } = SAID;
    await resource.replace(CLIENT_ID, silent ? others : SAID, {}, preconditions, context);
    expect(operationsOf(backend)).toEqual([...Array(reads).fill('get'), 'replace']);
    const options = backend.calls.at(-1)?.[3] as object;
    expect('current' in options).toBe(reads > 0);
  });

  it('reads and replaces through the connection that keeps others out', async () => {
    const backend = recordingBackend([ADA], { carryOver: EVERYTHING });
    const inner = recordingBackend([ADA]);
    backend.exclusively = async (id, given, work) => {
      backend.calls.push(['exclusively', id]);
      expect(given).toBe(context);
      return await work(inner);
    };
    const { resource, context } = systemOf({ backend });
    await resource.replace(CLIENT_ID, SAID, {}, {}, context);
    expect(operationsOf(backend)).toEqual(['exclusively']);
    expect(backend.calls[0]).toEqual(['exclusively', BACKEND_ID]);
    expect(inner.calls).toEqual([
      ['get', BACKEND_ID, { omit: ['groups'], forUpdate: true }],
      ['replace', BACKEND_ID, { ...WRITTEN, badge: 7 }, { current: ADA }],
    ]);
  });

  it('that the backend answers without the entity reads it again by its own id', async () => {
    const backend = recordingBackend([ADA]);
    backend.answer = { version: '4', warnings: ['careful'] };
    const { resource, context } = systemOf({ backend });
    const answer = await resource.replace(CLIENT_ID, SAID, { excludedAttributes: 'groups' }, {}, context);
    expect(backend.calls.slice(1)).toEqual([['get', BACKEND_ID, { omit: ['groups'] }]]);
    expect(answer.warnings).toContain('careful');
  });
});

it('an extension that the transformation does not know is carried over with its attributes', async () => {
  const backend = recordingBackend([{ ...ADA, [ENTERPRISE]: { department: 'x' } }], {
    carryOver: EVERYTHING,
  });
  const { resource, context } = systemOf({ backend });
  await resource.replace(CLIENT_ID, SAID, {}, {}, context);
  expect(backend.calls.at(-1)?.[2]).toEqual({ ...WRITTEN, badge: 7, [ENTERPRISE]: { department: 'x' } });
});
