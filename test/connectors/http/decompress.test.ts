/** Answers that came compressed although nobody had asked for it. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../../src/connectors/http/decompress.ts';
import { SMALL_JSON } from '../../../src/scim/large-json/gauge.ts';
import { answered, outboundRequest } from '../support/outbound.ts';

const TEXT = 'Something is wrong with the request.';

async function read(status: number, encoding: string | undefined, body: Buffer) {
  const headers = encoding === undefined ? {} : { 'content-encoding': encoding };
  const answer = { ...answered(status, headers), body };
  const response = await decompress(async () => answer)(outboundRequest());
  expect(response).toMatchObject({ status, headers });
  return response.body.toString();
}

const ENCODED = [
  ['gzip', gzipSync(TEXT)],
  ['x-gzip', gzipSync(TEXT)],
  ['deflate', deflateSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  [' GZIP ', gzipSync(TEXT)],
] as const;

describe('an answer', () => {
  it.each(ENCODED)('in %s is read', async (encoding, body) => {
    expect(await read(200, encoding, body)).toBe(TEXT);
    expect(await read(299, encoding, body)).toBe(TEXT);
  });

  it.each([undefined, 'identity', ' Identity '])('in none is as it came: %s', async (encoding) => {
    for (const status of [200, 400]) expect(await read(status, encoding, Buffer.from(TEXT))).toBe(TEXT);
  });

  it('without a body has nothing to be read', async () => {
    for (const status of [204, 400]) expect(await read(status, 'gzip', Buffer.alloc(0))).toBe('');
  });

  it.each([
    ['compress', Buffer.from(TEXT), 'UNKNOWN_CONTENT_ENCODING'],
    ['gzip', Buffer.from(TEXT), 'BROKEN_CONTENT_ENCODING'],
    ['br', gzipSync(TEXT), 'BROKEN_CONTENT_ENCODING'],
  ])('in %s that cannot be read is none: %s', async (encoding, body, reason) => {
    await expect(read(200, encoding, body)).rejects.toMatchObject({
      reason,
      progress: 'answering',
      status: 200,
    });
  });
});

describe('an error', () => {
  it.each(ENCODED)('in %s is read', async (encoding, body) => {
    for (const status of [300, 400, 500]) expect(await read(status, encoding, body)).toBe(TEXT);
  });

  it.each([
    ['in an encoding that is not known', 'compress', Buffer.from(TEXT)],
    ['that is none of its encoding', 'gzip', Buffer.from(TEXT)],
    ['that is cut', 'gzip', gzipSync(TEXT).subarray(0, 20)],
    ['that is large', 'gzip', gzipSync(Buffer.alloc(SMALL_JSON + 1, ' '))],
  ])('%s counts by its status alone', async (_, encoding, body) => {
    expect(await read(500, encoding, body)).toBe('');
  });

  it('is read up to the size of small answers', async () => {
    expect(await read(500, 'gzip', gzipSync(Buffer.alloc(SMALL_JSON, ' ')))).toHaveLength(SMALL_JSON);
  });
});
