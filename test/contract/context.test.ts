/** What every call to the backend carries of the request that it is for. */
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../src/connectors/connector.ts';
import { ANOTHER_DIRECTORY, contractServer, exampleOf, NATIVE, type Setup } from './support/serve.ts';

const serve = contractServer();

const { shown, operations } = exampleOf(ANOTHER_DIRECTORY, 'user');
const { groups: _, ...body } = shown;
const PATCH = { Operations: operations };
const BOTH = { ...NATIVE, carryOver: { scope: 'everything', never: new Set(['id']) } } as const;

type Row = [
  what: string,
  setup: Setup,
  method: string,
  path: string,
  body: object | undefined,
  calls: number,
];

const REQUESTS: readonly Row[] = [
  ['list', {}, 'GET', '', undefined, 1],
  ['GET', {}, 'GET', `/${shown.id}`, undefined, 1],
  ['POST', {}, 'POST', '', body, 1],
  ['PUT', { backend: BOTH }, 'PUT', `/${shown.id}`, body, 2],
  ['native PATCH', { backend: NATIVE }, 'PATCH', `/${shown.id}`, PATCH, 3],
  ['emulated PATCH', {}, 'PATCH', `/${shown.id}`, PATCH, 2],
  ['DELETE', {}, 'DELETE', `/${shown.id}`, undefined, 2],
];

describe.each(REQUESTS)('%s', (_, setup, method, path, sent, calls) => {
  /** A version makes PATCH and DELETE look before they write. */
  const headers = { 'x-request-id': 'trace-me', 'if-match': '"3"' };

  it('hands the request’s id, deadline, signal, memory and log to every call', async () => {
    const { send, backend, log } = await serve(setup);
    const before = Date.now();
    expect((await send(method, path, { headers, body: sent })).status).toBeLessThan(300);
    const after = Date.now();
    const { contexts } = backend;
    expect(contexts).toHaveLength(calls);
    const [first] = contexts;
    for (const { requestId, deadline = 0, signal, memory, pause, log: own } of contexts) {
      expect([requestId, signal, memory, pause, deadline]).toEqual([
        'trace-me',
        first?.signal,
        first?.memory,
        first?.pause,
        first?.deadline,
      ]);
      // The server's own 30 seconds.
      expect(deadline).toBeGreaterThanOrEqual(before + 30_000);
      expect(deadline).toBeLessThanOrEqual(after + 30_000);
      own.info('from the backend');
    }
    expect(first?.signal.aborted).toBe(false);
    expect([typeof first?.memory?.reserve, typeof first?.pause]).toEqual(['function', 'function']);
    expect(log.filter(({ msg }) => msg === 'from the backend').slice(-calls)).toEqual(
      contexts.map(() => expect.objectContaining({ requestId: 'trace-me', system: expect.any(String) })),
    );
  });

  it('tells the call that waits that the client has gone', async () => {
    const { send, backend } = await serve(setup);
    const client = new AbortController();
    const { promise: told, resolve: tell } = Promise.withResolvers<unknown>();
    const hang = ({ signal }: CallContext) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          tell(signal.reason);
          reject(signal.reason);
        });
        client.abort();
      });
    backend.list = (_query, context) => hang(context);
    backend.get = (_id, _options, context) => hang(context);
    backend.create = (_entity, context) => hang(context);
    await expect(send(method, path, { headers, body: sent, signal: client.signal })).rejects.toThrow();
    expect(String(await told)).toContain('The client closed the connection');
    // Nothing is written after the read that did not end.
    expect(backend.calls).toEqual([]);
  });
});

describe('who keeps others away from the entity', () => {
  it.each<[string, Setup, string, object, boolean]>([
    ['PUT', {}, 'PUT', body, true],
    ['emulated PATCH', {}, 'PATCH', PATCH, true],
    ['native PATCH', { backend: NATIVE }, 'PATCH', PATCH, false],
    [
      'native PATCH that depends on what is there',
      { backend: NATIVE },
      'PATCH',
      { Operations: [{ op: 'add', path: 'phones[type eq "fax"].value', value: '1' }] },
      true,
    ],
  ])('hears of a write without an answer: %s', async (_, setup, method, sent, hears) => {
    const { send, backend } = await serve(setup);
    expect((await send(method, `/${shown.id}`, { body: sent })).status).toBe(200);
    const write = backend.calls.findIndex(([operation]) => operation === 'replace' || operation === 'patch');
    expect(typeof backend.contexts[write]?.unanswered).toBe(hears ? 'function' : 'undefined');
  });
});
