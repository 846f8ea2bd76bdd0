/** When the lines of the audit log are written, and what happens while they cannot be. */
import { request as send } from 'undici';
import { describe, expect, it } from 'vitest';
import type { AuditLog } from '../../src/audit/audit-log.ts';
import { Denials } from '../../src/audit/denials.ts';
import type { ServerSettings } from '../../src/config/schema.ts';
import type { ProxyResponse } from '../../src/proxy/types.ts';
import { ScimError } from '../../src/scim/errors.ts';
import { Auditing } from '../../src/server/audit/auditing.ts';
import { MemoryOutput, openLog } from '../audit/outputs.ts';
import { until } from '../support/until.ts';
import {
  API,
  AUTHORIZATION,
  type Call,
  type FakeSystem,
  fakeSystem,
  SYSTEM,
  startProxy,
  technicalUser,
} from './helpers.ts';

interface Audited {
  readonly output: MemoryOutput;
  readonly log: AuditLog;
  readonly audit: Auditing;
}

async function audited(): Promise<Audited> {
  const output = new MemoryOutput();
  const { log } = await openLog(output);
  const denials = new Denials({ now: Date.now, append: (record) => void log.append(record) });
  const settings = { file: undefined, chain: false, key: undefined };
  return { output, log, audit: new Auditing({ log, denials, settings }) };
}

async function start(
  answer: (call: Call) => ProxyResponse | Promise<ProxyResponse>,
  settings: Partial<ServerSettings> = {},
): Promise<Audited & { proxy: Awaited<ReturnType<typeof startProxy>>; system: FakeSystem }> {
  const parts = await audited();
  const system = fakeSystem(answer);
  const proxy = await startProxy({ systems: [system], audit: parts.audit, settings });
  return { ...parts, proxy, system };
}

const GONE: ProxyResponse = { status: 204, warnings: [] };
const DELETE = { method: 'DELETE', headers: { 'x-request-id': 'the-one' } };
const requests = (output: MemoryOutput) => output.lines.filter(({ requestId }) => requestId === 'the-one');

describe('the answer to a change', () => {
  it('goes out when its line is written', async () => {
    const { output, proxy, system } = await start(() => GONE);
    const held = Promise.withResolvers<void>();
    output.held = held.promise;
    let isAnswered = false;
    const answer = proxy.send('/Users/1', DELETE).then((response) => {
      isAnswered = true;
      return response;
    });
    await until(() => system.calls.length === 1);
    // Reads do not wait for it, so an answer would have come by now.
    for (let index = 0; index < 5; index += 1) await proxy.send('/Users/1');
    expect([isAnswered, requests(output)]).toEqual([false, []]);
    held.resolve();
    expect((await answer).status).toBe(204);
    expect(requests(output)).toMatchObject([{ operation: 'delete', entityId: '1', outcome: 'done' }]);
  });

  it('of a connector that does not look at the signal: one line at the answer, one when it has ended', async () => {
    const late = Promise.withResolvers<ProxyResponse>();
    const { output, proxy } = await start(() => late.promise, { requestTimeout: 0.05 });
    const { status } = await proxy.send('/Users/1', DELETE);
    expect(status).toBe(504);
    expect(requests(output)).toMatchObject([{ outcome: 'unknown', status: 504, code: 'SCIM_504' }]);
    late.resolve(GONE);
    await until(() => requests(output).length === 2);
    expect(requests(output)[1]).toMatchObject({ outcome: 'done', status: 504, later: true });
  });

  it.each([
    ['an error', new ScimError(409, 'taken'), 'refused'],
    ['a surprise', new Error('bug'), 'failed'],
  ])('of one that ends later with %s', async (_, error, outcome) => {
    const late = Promise.withResolvers<ProxyResponse>();
    const { output, proxy } = await start(() => late.promise, { requestTimeout: 0.05 });
    await proxy.send('/Users/1', DELETE);
    late.reject(error);
    await until(() => requests(output).length === 2);
    expect(requests(output)[1]).toMatchObject({ outcome, later: true });
  });

  it('whose operation goes on when the proxy stops has its line', async () => {
    const settings = { requestTimeout: 0.05, shutdownTimeout: 0.01 };
    const late = Promise.withResolvers<ProxyResponse>();
    const { output, proxy } = await start(() => late.promise, settings);
    await proxy.send('/Users/1', DELETE);
    await proxy.service.stop();
    late.resolve(GONE);
    await new Promise(setImmediate);
    expect(requests(output)).toMatchObject([{ outcome: 'unknown' }]);
    expect(output.lines.at(-1)).toMatchObject({ event: 'stop' });
  });
});

type Sent = readonly (readonly [isWrite: boolean, status?: number])[];

describe('what came of a change follows from what was sent and answered', () => {
  const problem = (status: number, more = {}) => new ScimError(status, 'no', more);
  const cases: readonly (readonly [string, Sent, ScimError | undefined, string, number])[] = [
    [
      'done',
      [
        [false, 200],
        [true, 204],
      ],
      undefined,
      'done',
      2,
    ],
    ['nothing sent', [], problem(400), 'refused', 0],
    ['nothing sent, as a guard says no', [], problem(503), 'refused', 0],
    ['only read', [[false, 500]], problem(502), 'failed', 1],
    ['a refusal', [[true, 409]], problem(409), 'refused', 1],
    ['an error of the backend', [[true, 500]], problem(502), 'failed', 1],
    ['no answer', [[true]], problem(504), 'unknown', 1],
    ['no answer, and none to the repetition', [[true], [true, 503]], problem(503), 'unknown', 2],
    ['an answer of a gateway', [[true, 504]], problem(502), 'unknown', 1],
    ['an answer that cannot be believed', [[true, 200]], problem(502), 'unknown', 1],
    [
      'two done and one refused',
      [
        [true, 201],
        [true, 201],
        [true, 422],
      ],
      problem(409),
      'partial',
      3,
    ],
    ['some members', [[true, 200]], problem(504, { extensions: { 'urn:x': {} } }), 'partial', 1],
  ];
  it.each(cases)('%s', async (_, sent, error, outcome, upstreamCalls) => {
    const { output, proxy } = await start(({ context: { account } }) => {
      for (const [isWrite, status] of sent) {
        const attempts = account?.call(isWrite);
        attempts?.sent();
        if (status !== undefined) attempts?.answered(status);
      }
      if (error !== undefined) throw error;
      return GONE;
    });
    await proxy.send('/Users/1', DELETE);
    expect(requests(output)).toMatchObject([{ outcome, upstreamCalls }]);
  });

  it('a write of which nobody will learn more', async () => {
    const { output, proxy } = await start(({ context: { account } }) => {
      account?.lost();
      throw new ScimError(504, 'no answer in time');
    });
    await proxy.send('/Users/1', DELETE);
    expect(requests(output)).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('a change that is done stays done where its answer cannot be written', async () => {
    const { output, proxy } = await start(({ context: { account } }) => {
      const attempts = account?.call(true);
      attempts?.sent();
      attempts?.answered(200);
      return {
        status: 200,
        body: {
          toJSON: () => {
            throw new Error('bug');
          },
        } as never,
        warnings: [],
      };
    });
    expect((await proxy.send('/Users/1', { ...DELETE, method: 'PUT', body: {} })).status).toBe(500);
    expect(requests(output)).toMatchObject([{ operation: 'replace', outcome: 'done', status: 500 }]);
  });

  it('a read has no account', async () => {
    const { proxy, system } = await start(() => GONE);
    await proxy.send('/Users/1');
    expect(system.calls[0]?.context.account).toBeUndefined();
  });
});

describe('somebody who is not let in', () => {
  it.each([
    ['/.search', 'search'],
    ['/Users/.search', 'search'],
    ['/Users/.explain', 'explain'],
    ['/Bulk', 'bulk'],
    ['/Users', 'create'],
    ['/Users/Bulk', 'create'],
  ])('POST %s: %s, and no entity that there is not', async (path, operation) => {
    const { output, audit } = await audited();
    const users = [await technicalUser('client', ['secret'], { permissions: [] })];
    const proxy = await startProxy({ audit, users });
    const { status } = await proxy.send(path, { ...DELETE, method: 'POST', body: {} });
    expect(status).toBe(403);
    await until(() => requests(output).length > 0);
    const entityId = path === '/Users/Bulk' ? 'Bulk' : undefined;
    expect(requests(output)).toMatchObject([{ operation, outcome: 'denied' }]);
    expect(requests(output)[0]?.['entityId']).toBe(entityId);
  });
});

describe('while it cannot be written', () => {
  const BROKEN = new Error('ENOSPC: no space left on device');

  it('the change that was under way is answered, the next ones are not done, and reads go on', async () => {
    const { output, proxy, system } = await start(({ operation }) =>
      operation === 'delete' ? GONE : { status: 200, body: {}, warnings: [] },
    );
    output.failure = BROKEN;
    expect((await proxy.send('/Users/1', DELETE)).status).toBe(204);
    const before = system.calls.length;
    const writes = [
      { method: 'DELETE' },
      { method: 'PUT', body: {} },
      { method: 'PATCH', body: {} },
    ] as const;
    for (const options of writes) {
      const { status, headers, body } = await proxy.send('/Users/1', options);
      expect([status, headers['retry-after']]).toEqual([503, '5']);
      expect(body['detail']).toContain('The audit log cannot be written at the moment');
    }
    expect((await proxy.send('/Users', { method: 'POST', body: {} })).status).toBe(503);
    expect(system.calls.length).toBe(before);
    expect((await proxy.send('/Users/1')).status).toBe(200);
    expect((await proxy.send('/Users')).status).toBe(200);
    expect(proxy.log.lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);

    output.failure = undefined;
    expect((await proxy.send('/Users/1', { method: 'DELETE' })).status).toBe(204);
    // Those that were refused stand there as well.
    expect(output.lines.filter(({ status }) => status === 503)).toHaveLength(4);
    expect(requests(output)).toMatchObject([{ outcome: 'done' }]);
  });

  it('a body is not even read', async () => {
    const { output, proxy } = await start(() => GONE);
    output.failure = BROKEN;
    await proxy.send('/Users/1', DELETE);
    const { statusCode, body } = await send(`${proxy.url}${API}/${SYSTEM}/Users`, {
      method: 'POST',
      headers: {
        authorization: AUTHORIZATION,
        'content-type': 'application/json',
        'content-length': '50',
        expect: '100-continue',
      },
      body: null,
    }).catch(() => ({ statusCode: 0, body: undefined }));
    await body?.dump();
    expect([503, 0]).toContain(statusCode);
  });
});
