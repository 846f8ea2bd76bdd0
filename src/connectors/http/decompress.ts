/** Bodies that an edge proxy compressed without having been asked to. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { SMALL_JSON } from '../../scim/large-json/gauge.ts';
import { LARGEST } from './answer-limits.ts';
import { provideFor } from './answer-memory.ts';
import {
  type Interceptor,
  type OutboundRequest,
  type OutboundResponse,
  TOO_LARGE,
  TransportFailure,
} from './exchange.ts';

type Decode = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** How much larger than its compressed form an answer is, usually at most. */
const USUAL_FACTOR = 20;
/** No list of users or groups is so repetitive; a bomb is a thousand times as large. */
const LARGEST_FACTOR = 200;

export const decompress: Interceptor = (next) => async (request) => {
  const response = await next(request);
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const isPlain = encoding === 'identity' || response.body.length === 0;
  return isPlain ? response : await decoded(response, encoding, request);
};

async function decoded(
  response: OutboundResponse,
  encoding: string,
  request: OutboundRequest,
): Promise<OutboundResponse> {
  const failure = (reason: string, cause?: unknown) =>
    new TransportFailure(reason, { progress: 'answering', status: response.status, cause });
  const decode = DECODERS.get(encoding);
  if (response.status >= 300) return { ...response, body: await errorText(response.body, decode) };
  if (decode === undefined) throw failure('UNKNOWN_CONTENT_ENCODING');
  const { length } = response.body;
  const most = Math.min(Math.max(SMALL_JSON, LARGEST_FACTOR * length), (request.limit ?? LARGEST).bytes);
  const usual = Math.min(Math.max(SMALL_JSON, USUAL_FACTOR * length), most);
  let provided = SMALL_JSON;
  for (const maxOutputLength of new Set([usual, most])) {
    await provideFor(maxOutputLength - provided, response.status, request);
    provided = maxOutputLength;
    try {
      return { ...response, body: await decode(response.body, { maxOutputLength }) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw failure('BROKEN_CONTENT_ENCODING', error);
    }
  }
  throw failure(TOO_LARGE);
}

/** What an error says, as far as it can be read: its status counts anyway. */
async function errorText(body: Buffer, decode: Decode | undefined): Promise<Buffer> {
  try {
    return (await decode?.(body, { maxOutputLength: SMALL_JSON })) ?? Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  }
}
