/** Whatever a connector of third parties does, clients get an answer, and the proxy goes on. */

import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import type { Connector, EntityConnector } from '../../../src/connectors/connector.ts';
import { type ConnectorDefinition, defineConnector } from '../../../src/connectors/definition.ts';
import { guardedDefinition } from '../../../src/connectors/third-party/guarded-connector.ts';
import { guardedEntity } from '../../../src/connectors/third-party/guarded-entity.ts';
import { statusError } from '../../../src/connectors/third-party/status-error.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { load } from '../../config/helpers.ts';
import type { Answer, Client } from '../../integration/support/client.ts';
import { type RunningProxy, runningProxy } from '../../integration/support/proxy.ts';
import { fc } from '../../support/property.ts';
import { callContext, scimError } from '../support/context.ts';
import { exampleFiles } from './csv-example.ts';

const SECRET = 'hunter2-hunter2';
const USER = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'jane' };
const row = { id: 'u1', login: 'jane' };

/** What the connector does in each call; a test exchanges some of it. */
let does: Record<string, (...args: readonly unknown[]) => unknown> = {};
const sound = {
  list: () => ({ entities: [row], total: 1 }),
  get: () => ({ entity: row }),
  create: () => ({ entity: row }),
  replace: () => ({}),
  delete: () => undefined,
};
const call =
  (name: string) =>
  (...args: readonly unknown[]) =>
    does[name]?.(...args);
const entity = {
  capabilities: { totals: true, patch: 'none', versions: false },
  ...Object.fromEntries(Object.keys(sound).map((name) => [name, call(name)])),
} as unknown as EntityConnector;

const faulty: ConnectorDefinition = defineConnector({
  type: 'faulty',
  title: 'Faulty',
  prefix: 'faulty',
  properties: z.looseObject({ Password: z.string().optional().describe('Unused.') }),
  defaultTransformations: () => new URL('./transformations/', import.meta.url),
  load: async () => () => ({
    entity: (type) => (type === 'user' ? entity : undefined),
    close: async () => {
      throw new Error('does not close');
    },
  }),
});

const files = {
  'read.json': exampleFiles['transformations/read.json'] ?? '',
  'write.json': exampleFiles['transformations/write.json'] ?? '',
};
const transformations = { read: 'read.json', write: 'write.json' };
const log: string[] = [];
let proxy: RunningProxy;
let client: Client;
let explainer: Client;
beforeAll(async () => {
  const definitions = new Map([['faulty', guardedDefinition(faulty)]]);
  const systems = [{ id: 'one', type: 'faulty', transformations, properties: { Password: SECRET } }];
  proxy = await runningProxy({ systems, files, definitions, log, server: { requestTimeout: 1 } });
  client = proxy.client('one');
  explainer = proxy.explainer('one');
});
afterAll(() => proxy.stop());
beforeEach(() => {
  does = { ...sound };
  log.length = 0;
});

const requests: Record<string, () => Promise<Answer>> = {
  list: () => client.get('/Users'),
  get: () => client.get('/Users/u1'),
  create: () => client.post('/Users', USER),
  replace: () => client.put('/Users/u1', USER),
  delete: () => client.delete('/Users/u1'),
};
const asked = async (name: string) => {
  const { status, body } = (await requests[name]?.()) ?? { status: 0, body: undefined };
  const detail = String((body as { detail?: unknown } | undefined)?.detail);
  return { status, detail };
};

it('a sound one is served', async () => {
  const statuses = [];
  for (const name of Object.keys(requests)) statuses.push((await asked(name)).status);
  expect(statuses).toEqual([200, 200, 201, 200, 204]);
});

describe.each(Object.keys(requests))('%s', (name) => {
  it.each([
    [
      'an error',
      () => {
        throw new TypeError(`no ${SECRET}`);
      },
      'TypeError',
    ],
    ['a rejection', () => Promise.reject(new RangeError(`no ${SECRET}`)), 'RangeError'],
    [
      'a text',
      () => {
        throw SECRET;
      },
      'string',
    ],
    [
      'null',
      () => {
        throw null;
      },
      'object',
    ],
    [
      'an error with a status that is none',
      () => {
        throw new ScimError(200, SECRET);
      },
      'ScimError',
    ],
  ])('that throws %s is a 502 without its words', async (_, throws, kind) => {
    does[name] = throws;
    const { status, detail } = await asked(name);
    expect(status).toBe(502);
    expect(detail).toContain(`System one: ${name} of connector "faulty" failed (${kind}).`);
    expect(log.filter((line) => line.includes('"connector failed"'))).not.toEqual([]);
    expect(`${detail}${log}`).not.toContain(SECRET);
  });

  it('that fails says of a change that it may have been made, and of a read nothing of that kind', async () => {
    const isRead = ['list', 'get'].includes(name);
    const failures = [new TypeError('x'), statusError(503, 'PUT /people'), new ScimError(500, 'Broken.')];
    for (const failure of failures) {
      does[name] = () => Promise.reject(failure);
      const { detail } = await asked(name);
      if (isRead) expect(detail).not.toMatch(/change/);
      else expect(detail).toMatch(/Whether the change was made is not known/);
    }
    does[name] = () => Promise.reject(new ScimError(501, 'No.'));
    expect(await asked(name)).toEqual({ status: 501, detail: 'No.' });
    does[name] = async () => ({ entity: 'none', entities: 'none' });
    // What a deletion answers, nobody looks at.
    const { detail } = await asked(name);
    if (['create', 'replace'].includes(name))
      expect(detail).toMatch(/no object.*The change was probably made/);
    else expect(detail).not.toMatch(/not known/);
  });

  it('that throws a ScimError answers with it, without secrets', async () => {
    does[name] = () => {
      throw new ScimError(409, `taken: ${SECRET}`, { scimType: 'uniqueness' });
    };
    expect(await asked(name)).toEqual({ status: 409, detail: 'taken: ***' });
  });

  it.each<[string, object]>([
    ['a long message', { message: `taken${'!'.repeat(1e6)}` }],
    ['a message of several lines', { message: 'taken!\u001b[31m\r\nX-Evil: 1' }],
    ['a time that is none', { retryAfter: Number.NaN }],
    ['a time before now', { retryAfter: -1 }],
    ['methods that are none', { allow: ['GET\r\nX-Evil: 1'] }],
    ['no list of methods', { allow: 'GET' }],
    ['a type that is none', { scimType: { a: 1 } }],
    ['an extension that is too long', { extensions: { 'urn:x': { long: '!'.repeat(1e6) } } }],
    ['a secret in an extension', { extensions: { 'urn:x': { key: SECRET } } }],
    ['a secret in base64', { message: `taken! ${Buffer.from(`u:${SECRET}`).toString('base64')}` }],
  ])('that throws a ScimError with %s answers with what can be answered', async (_, members) => {
    does[name] = () => {
      throw Object.assign(new ScimError(409, 'taken!'), members);
    };
    const answer = await requests[name]?.();
    const { status, headers = {}, text = '' } = answer ?? {};
    expect([status, answer?.body['detail']]).toEqual([409, expect.stringMatching(/^taken!/)]);
    expect(answer?.body['detail']).not.toMatch(/\p{Cc}/u);
    expect(text.length).toBeLessThan(3_000);
    expect(headers).not.toHaveProperty('retry-after');
    expect(headers).not.toHaveProperty('allow');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(Buffer.from(`u:${SECRET}`).toString('base64'));
  });

  it.each<[string, () => unknown]>([
    [
      'a ScimError whose extension is no JSON',
      () => Object.assign(new ScimError(409, 'x'), { extensions: { 'urn:x': { big: 1n } } }),
    ],
    [
      'a ScimError that cannot be read',
      () =>
        Object.defineProperty(new ScimError(409, 'x'), 'message', {
          get: () => {
            throw new Error('no');
          },
        }),
    ],
    ['an error whose stack is none', () => Object.assign(new Error('x'), { stack: 5, name: {} })],
    ['an error that is called like a secret', () => Object.assign(new Error('x'), { name: SECRET })],
  ])('that throws %s is a 502', async (_, made) => {
    does[name] = () => {
      throw made();
    };
    const { status, detail } = await asked(name);
    expect([status, detail]).toEqual([
      502,
      expect.stringContaining(`${name} of connector "faulty" failed (`),
    ]);
    expect(`${detail}${log}`).not.toContain(SECRET);
  });

  it.each([401, 407])(
    'that throws a ScimError %i is a 502, as the client’s own credentials are right',
    async (own) => {
      does[name] = () => {
        throw new ScimError(own, 'the technical user is unknown');
      };
      expect(await asked(name)).toMatchObject({ status: 502, detail: 'the technical user is unknown' });
    },
  );

  it('that never answers is a 504', async () => {
    does[name] = () => new Promise(() => {});
    const { status, detail } = await asked(name);
    expect([status, detail]).toEqual([504, expect.stringContaining('server.requestTimeout (1 s)')]);
  });
});

const loop: Record<string, unknown> = {};
loop['self'] = loop;
const deep = (levels: number): unknown => (levels === 0 ? {} : { deep: deep(levels - 1) });
const rubbish: readonly [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'x'],
  ['a list', []],
  ['an empty object', {}],
  ['entities that are no list', { entities: { 0: row } }],
  ['an entity that is no object', { entities: [null], entity: 7 }],
  ['entities without id', { entities: [{ login: 'x' }], entity: { login: 'x' } }],
  ['an id that is none', { entities: [{ id: '' }], entity: { id: '../x' } }],
  ['what has a loop', { entities: [{ ...row, loop }], entity: { ...row, loop } }],
  ['what is no JSON', { entities: [{ ...row, big: 1n }], entity: { ...row, big: 1n } }],
  ['what is nested deeply', { entities: [{ ...row, x: deep(100) }], entity: { ...row, x: deep(100) } }],
  [
    'what is huge',
    { entities: [{ ...row, x: 'x'.repeat(40_000_000) }], entity: { ...row, x: 'x'.repeat(40_000_000) } },
  ],
  ['warnings that are no texts', { entities: [row], entity: row, warnings: [7] }],
];
describe.each(['list', 'get', 'create'])('%s that gives', (name) => {
  it.each(rubbish)('%s is a 502 that names the connector', async (_, answer) => {
    does[name] = () => answer;
    const { status, detail } = await asked(name);
    expect([status, detail]).toEqual([
      502,
      expect.stringMatching(/^System one: \w+ of connector "faulty" gave .*mistake of the connector/),
    ]);
  });
});

it.each([
  [
    'more entities than were asked for',
    { entities: Array.from({ length: 101 }, (_, n) => ({ id: `u${n}` })) },
  ],
  ['a total that is none', { entities: [row], total: -1 }],
  ['a total that is text', { entities: [row], total: '1' }],
])('a list with %s is a 502', async (_, answer) => {
  does['list'] = () => answer;
  expect((await asked('list')).status).toBe(502);
});

it.each(['incomplete', 'onRequest'])('%s that has no texts in it is a 502', async (name) => {
  does['get'] = () => ({ entity: row, [name]: [7] });
  expect((await asked('get')).status).toBe(502);
});

it('another entity than was asked for is a 502', async () => {
  does['get'] = () => ({ entity: { ...row, id: 'u2' } });
  expect((await asked('get')).status).toBe(502);
});

describe('a nextCursor', () => {
  const listed = async (nextCursor: unknown, cursor?: string) => {
    const { list } = guardedEntity(
      { ...entity, list: async () => ({ entities: [row], nextCursor }) as never },
      { systemId: 'one', type: 'faulty', dryRuns: false, mask: (text) => text, log: callContext().log },
      'one user',
    );
    return await list(
      { startIndex: 1, count: 5, ...(cursor === undefined ? {} : { cursor }) },
      callContext(),
    );
  };

  it('is handed on where a cursor was asked for, and else means nothing', async () => {
    expect(await listed('next', '')).toMatchObject({ nextCursor: 'next' });
    expect(await listed(undefined, 'next')).not.toHaveProperty('nextCursor');
    expect(await listed('next')).not.toHaveProperty('nextCursor');
  });

  it.each([7, null, {}, ['next']])('that is %j is a 502', async (nextCursor) => {
    await expect(listed(nextCursor, '')).rejects.toMatchObject({ status: 502 });
  });
});

it('any JSON is an answer, or a 502, and never changes', async () => {
  const property = fc.asyncProperty(fc.anything({ withBigInt: true, withDate: true }), async (answer) => {
    const { get } = guardedEntity(
      { ...entity, get: async () => ({ entity: { id: 'u1', x: answer } }) as never },
      { systemId: 'one', type: 'faulty', dryRuns: false, mask: (text) => text, log: callContext().log },
      'one user',
    );
    try {
      const { entity: given } = await get('u1', {}, callContext());
      expect(given).toEqual(JSON.parse(JSON.stringify({ id: 'u1', x: answer })));
    } catch (error) {
      expect(error).toMatchObject({ status: 502 });
    }
  });
  await fc.assert(property);
});

describe('a dry run', () => {
  it('writes nothing through a connector that does not know of it', async () => {
    const written: unknown[] = [];
    // Others stay away from an entity whose change has never come to an end.
    does['get'] = () => ({ entity: { ...row, id: 'u2' } });
    for (const name of ['create', 'replace', 'delete']) does[name] = () => written.push(name);
    for (const [method, path] of [
      ['POST', '/Users'],
      ['PUT', '/Users/u2'],
      ['DELETE', '/Users/u2'],
    ] as const) {
      const headers = { prefer: 'handling=dry-run' };
      const { body } = await explainer.send(method, path, {
        headers,
        ...(method === 'DELETE' ? {} : { body: USER }),
      });
      expect(JSON.stringify(body)).toContain('does not know dry runs. Nothing was written');
    }
    expect(written).toEqual([]);
  });
});

describe('a definition that', () => {
  const state = async (more: Partial<ConnectorDefinition>) => {
    const definitions = new Map([['faulty', guardedDefinition({ ...faulty, ...more })]]);
    const systems = [
      { id: 'one', type: 'faulty', transformations },
      { id: 'off', type: 'faulty', disabled: true },
    ];
    const { configuration, problems } = await load(
      { 'c.json': JSON.stringify({ systems }), ...files },
      { definitions },
    );
    return { system: configuration?.systems[0], problems };
  };
  const throws = () => {
    throw new Error('broken inside');
  };

  it.each<[string, Partial<ConnectorDefinition>, string]>([
    [
      'fails to load',
      { load: async () => throws() },
      'load of connector "faulty" failed: Error: broken inside',
    ],
    [
      'loads nothing',
      { load: async () => undefined as never },
      'load of connector "faulty" gives no function',
    ],
    [
      'fails with its notices',
      { notices: throws },
      'notices of connector "faulty" failed: Error: broken inside',
    ],
    [
      'has no folder',
      { defaultTransformations: () => 'x' },
      'defaultTransformations of connector "faulty" gives no file: URL',
    ],
  ])('%s leaves its systems out', async (_, more, says) => {
    const { system, problems } = await state(more);
    expect(system).toMatchObject({ status: 'broken', reason: expect.stringContaining(says) });
    expect(problems).toEqual([expect.stringContaining(says)]);
  });

  it.each<[string, Connector, string]>([
    ['nothing', undefined as never, 'lacks a function: it needs entity and close'],
    ['no entity', { close: async () => {} } as never, 'lacks a function: it needs entity and close'],
    [
      'an entity without functions',
      { entity: () => ({}), close: async () => {} } as never,
      'it lacks the functions list, get',
    ],
    [
      'an entity without capabilities',
      { entity: () => ({ ...entity, capabilities: undefined }), close: async () => {} } as never,
      'its capabilities must be like',
    ],
  ])('makes %s cannot be connected', async (_, connector, says) => {
    const { system } = await state({ load: async () => () => connector });
    if (system?.status !== 'loaded') throw new Error('not loaded');
    const { log } = callContext();
    const connect = () => system.connect({ log, connectTimeout: 1, now: Date.now }).entity('user', 'Users');
    expect(connect).toThrow(says);
  });
});

it('waits for a connector that ends by itself', async () => {
  const context = callContext();
  const ending = {
    ...entity,
    get: () =>
      new Promise<never>((_, reject) => {
        context.signal.addEventListener('abort', () => reject(new ScimError(504, 'ended by itself')));
      }),
  };
  const system = {
    systemId: 'one',
    type: 'faulty',
    dryRuns: false,
    mask: (text: string) => text,
    log: context.log,
  };
  const call = scimError(guardedEntity(ending, system, 'one user').get('u1', {}, context));
  context.abort(new ScimError(503, 'stopping'));
  expect((await call).message).toBe('ended by itself');
});

it('says of a write that never ended that its outcome is not known, and keeps others away', async () => {
  const held: Promise<unknown>[] = [];
  let lost = 0;
  const account = {
    call: () => ({ sent: () => {}, answered: () => {} }),
    lost: () => {
      lost += 1;
    },
    skipped: () => {},
  };
  const context = { ...callContext(), account, unanswered: (end: Promise<unknown>) => void held.push(end) };
  const system = {
    systemId: 'one',
    type: 'faulty',
    dryRuns: false,
    mask: (text: string) => text,
    log: context.log,
  };
  const never = { ...entity, replace: () => new Promise<never>(() => {}) };
  const call = scimError(guardedEntity(never, system, 'one user').replace('u1', row, {}, context));
  context.abort(new Error('gone'));
  expect(await call).toMatchObject({ status: 504, message: expect.stringContaining('not known') });
  expect(held).toHaveLength(1);
  expect(lost).toBe(1);
});

it('that never gets ready is left out after a while', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const loading = guardedDefinition({ ...faulty, load: () => new Promise(() => {}) }).load();
  const said = expect(loading).rejects.toThrow(
    'load of connector "faulty" has not come to an end within 30 seconds',
  );
  await vi.advanceTimersByTimeAsync(30_000);
  await said;
});
