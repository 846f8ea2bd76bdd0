/** A body that is there already is read at once, by the same rules as one that has to be waited for. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { Arrivals } from '../../src/server/scim/read-body.ts';
import { receiveBody } from '../../src/server/scim/receive.ts';

const BODY = '{"userName":"ada"}';

function receive({ contentLength = BODY.length, limit = 1000 } = {}) {
  const payload = new Readable({ read() {} });
  payload.push(BODY);
  const reserved: number[] = [];
  const memory = { reserve: (bytes: number) => void reserved.push(bytes) };
  const request = {
    headers: { 'content-length': String(contentLength) },
    scim: { memory, target: { systemId: 'a' } },
  } as unknown as FastifyRequest;
  const body = receiveBody(request, payload, { limit, arrivals: new Arrivals(() => true) });
  payload.push(null);
  return { payload, reserved, body };
}

it('is read at once, takes its memory, and comes to its end', async () => {
  const { body, reserved, payload } = receive();
  expect(body).toEqual({ userName: 'ada' });
  expect(reserved).toHaveLength(1);
  expect(reserved[0]).toBeGreaterThan(0);
  await once(payload, 'end');
});

it('is waited for where more was announced', async () => {
  const { body, reserved } = receive({ contentLength: BODY.length + 1 });
  expect(body).toBeInstanceOf(Promise);
  expect(await body).toEqual({ userName: 'ada' });
  expect(reserved).toHaveLength(1);
});

it('is refused where it is longer than allowed', async () => {
  const { body, reserved } = receive({ limit: BODY.length - 1 });
  await expect(body).rejects.toMatchObject({ status: 413 });
  expect(reserved).toEqual([]);
});
