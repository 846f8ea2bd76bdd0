/** Answers that arrive piece by piece, with the pieces that a test wants. */

import { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import type { Memory } from '../../../src/connectors/connector.ts';
import { type OutboundRequest, TOO_LARGE } from '../../../src/connectors/http/exchange.ts';
import { createTransport } from '../../../src/connectors/http/transport.ts';
import { SMALL_JSON } from '../../../src/scim/large-json/gauge.ts';
import { outboundRequest } from '../support/outbound.ts';

type Headers = Record<string, string | string[]>;

/** One exchange, which goes on as it is told. */
class Scripted extends Dispatcher {
  handler: Dispatcher.DispatchHandler = {};
  readonly aborts: string[] = [];
  readonly turns: string[] = [];
  readonly controller = {
    abort: (reason: Error) => this.aborts.push(reason.message),
    pause: () => this.turns.push('pause'),
    resume: () => this.turns.push('resume'),
  } as unknown as Dispatcher.DispatchController;

  override dispatch(_: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.handler = handler;
    return true;
  }

  sent(): void {
    this.handler.onRequestStart?.(this.controller, {});
  }

  begins(status: number, headers: Headers = {}): void {
    this.handler.onResponseStart?.(this.controller, status, headers);
  }

  piece(length: number, letter = 'x'): void {
    this.handler.onResponseData?.(this.controller, Buffer.alloc(length, letter));
  }

  ends(): void {
    this.handler.onResponseEnd?.(this.controller, {});
  }

  fails(error: Error): void {
    this.handler.onResponseError?.(this.controller, error);
  }
}

function setUp(more: Partial<OutboundRequest> = {}) {
  const script = new Scripted();
  const reserved: number[] = [];
  const memory: Memory = {
    reserve: (bytes) => {
      reserved.push(bytes / 12);
      return undefined;
    },
    insist: () => undefined,
  };
  const answer = createTransport(script)(outboundRequest({ memory, ...more }));
  answer.catch(() => undefined);
  script.sent();
  return { script, reserved, answer };
}

describe('an answer', () => {
  it('has the status and the headers of the last that began, and its pieces in their order', async () => {
    const { script, answer } = setUp();
    script.begins(103, { 'x-early': 'hint' });
    script.begins(201, { 'x-one': 'a', 'x-two': ['b', 'c'] });
    for (const letter of 'abc') script.piece(2, letter);
    script.ends();
    const { status, headers, body } = await answer;
    expect([status, { ...headers }, body.toString()]).toEqual([
      201,
      { 'x-one': 'a', 'x-two': 'b' },
      'aabbcc',
    ]);
  });

  it('has not begun with an interim one', async () => {
    const { script, answer } = setUp();
    script.begins(103);
    script.fails(Object.assign(new Error('x'), { code: 'ECONNRESET' }));
    await expect(answer).rejects.toMatchObject({ reason: 'ECONNRESET', progress: 'sent', status: undefined });
  });

  it('that breaks off has begun, with its status', async () => {
    const { script, answer } = setUp();
    script.begins(200);
    script.fails(new TypeError('x'));
    await expect(answer).rejects.toMatchObject({ reason: 'TypeError', progress: 'answering', status: 200 });
  });

  it.each([
    [0, true],
    [1, false],
  ])('may be as large as it was asked for, and not larger: %d more', async (more, isTaken) => {
    // What arrives after the first piece has its memory in part, so that the limit is looked at.
    const bytes = 3 * SMALL_JSON;
    const { script, answer } = setUp({ limit: { bytes, values: 1 } });
    script.begins(200);
    script.piece(SMALL_JSON + 1);
    script.piece(bytes - SMALL_JSON - 1 + more);
    script.ends();
    if (isTaken) expect((await answer).body).toHaveLength(bytes);
    else
      await expect(answer).rejects.toMatchObject({ reason: TOO_LARGE, progress: 'answering', status: 200 });
    expect(script.aborts).toEqual(isTaken ? [] : [TOO_LARGE]);
  });

  it('asks for the memory that it has announced, beyond that of a small one', async () => {
    const { script, reserved, answer } = setUp();
    script.begins(200, { 'content-length': String(3 * SMALL_JSON) });
    script.piece(SMALL_JSON);
    expect(reserved).toEqual([]);
    script.piece(1);
    expect(reserved).toEqual([2 * SMALL_JSON]);
    script.piece(2 * SMALL_JSON - 1);
    script.ends();
    await answer;
    expect(reserved).toHaveLength(1);
  });

  it('asks for twice what has come where it has announced nothing, up to its limit', async () => {
    const bytes = 3 * SMALL_JSON;
    const { script, reserved } = setUp({ limit: { bytes, values: 1 } });
    script.begins(200, { 'content-length': 'x' });
    script.piece(SMALL_JSON + 1);
    expect(reserved).toEqual([SMALL_JSON + 2]);
    script.piece(SMALL_JSON + 1);
    expect(reserved).toHaveLength(1);
    script.piece(1);
    expect(reserved).toEqual([SMALL_JSON + 2, bytes - 2 * SMALL_JSON - 2]);
  });

  it('asks for what has come where it has announced less', () => {
    const { script, reserved } = setUp();
    script.begins(200, { 'content-length': '5' });
    script.piece(SMALL_JSON + 7);
    expect(reserved).toEqual([7]);
  });
});

describe('an error', () => {
  const ENOUGH = 64 * 1024;

  it('is read up to 64 kB, whose status counts', async () => {
    const { script, answer } = setUp();
    script.begins(400);
    script.piece(ENOUGH);
    expect(script.aborts).toEqual([]);
    script.piece(1);
    expect(script.aborts).toEqual(['enough of an error']);
    const { status, body } = await answer;
    expect([status, body.length]).toEqual([400, ENOUGH + 1]);
  });

  it.each([
    [299, false],
    [300, true],
  ])('is what begins with %d: %s', (status, isError) => {
    const { script } = setUp();
    script.begins(status);
    script.piece(ENOUGH + 1);
    expect(script.aborts).toEqual(isError ? ['enough of an error'] : []);
  });
});

describe('a request', () => {
  it('that has ended before is not sent', async () => {
    const script = new Scripted();
    const signal = AbortSignal.abort('gone');
    await expect(createTransport(script)(outboundRequest({ signal }))).rejects.toMatchObject({
      reason: 'ABORTED',
      progress: 'unsent',
      cause: 'gone',
    });
    expect(script.handler).toEqual({});
  });

  it('that ends while it waits for a connection is cut when it has one', async () => {
    const script = new Scripted();
    const controller = new AbortController();
    const answer = createTransport(script)(outboundRequest({ signal: controller.signal }));
    controller.abort('gone');
    await expect(answer).rejects.toMatchObject({ reason: 'ABORTED', progress: 'unsent', reused: false });
    script.sent();
    expect(script.aborts).toEqual(['aborted before it was sent']);
  });

  it('that ends while it is answered is cut', async () => {
    const controller = new AbortController();
    const { script, answer } = setUp({ signal: controller.signal });
    script.begins(200);
    controller.abort('gone');
    await expect(answer).rejects.toMatchObject({ reason: 'ABORTED', progress: 'answering', status: 200 });
    expect(script.aborts).toEqual(['aborted']);
    // What still comes is of no interest.
    script.ends();
    script.fails(new Error('late'));
  });

  it('that ends once it was answered, or has failed, cuts nothing', async () => {
    for (const end of [
      (script: Scripted) => script.ends(),
      (script: Scripted) => script.fails(new Error('x')),
    ]) {
      const controller = new AbortController();
      const unanswered: unknown[] = [];
      const { script, answer } = setUp({
        signal: controller.signal,
        unanswered: (ending) => unanswered.push(ending),
      });
      script.begins(200);
      end(script);
      await answer.catch(() => undefined);
      controller.abort('late');
      expect([script.aborts, unanswered]).toEqual([[], []]);
    }
  });

  it('that was sent and never answered is told, once', async () => {
    const controller = new AbortController();
    const unanswered: unknown[] = [];
    const { script, answer } = setUp({
      signal: controller.signal,
      unanswered: async (ending) => unanswered.push(await ending),
    });
    script.fails(Object.assign(new Error('x'), { code: 'ECONNRESET' }));
    await expect(answer).rejects.toMatchObject({ reason: 'ECONNRESET' });
    controller.abort('late');
    script.fails(new Error('again'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(unanswered).toMatchObject([{ reason: 'ECONNRESET', progress: 'sent' }]);
    expect(script.aborts).toEqual([]);
  });

  it('that is given up while nobody may run on is cut, and told so', async () => {
    const controller = new AbortController();
    const unanswered: unknown[] = [];
    const { script, answer } = setUp({
      signal: controller.signal,
      unanswered: async (ending) => unanswered.push(await ending),
    });
    controller.abort('gone');
    script.fails(new Error('cut'));
    await expect(answer).rejects.toMatchObject({ reason: 'ABORTED', progress: 'sent' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(unanswered).toMatchObject([{ reason: 'ABORTED', progress: 'sent' }]);
    expect(script.aborts).toEqual(['aborted']);
  });

  it('knows whether a connection was opened for it', async () => {
    for (const isNew of [false, true]) {
      const script = new Scripted();
      const answer = createTransport(script)(outboundRequest());
      if (isNew) script.emit('connect', new URL('http://x'), []);
      script.sent();
      script.fails(new Error('x'));
      await expect(answer).rejects.toMatchObject({ progress: 'sent', reused: !isNew });
    }
  });
});
