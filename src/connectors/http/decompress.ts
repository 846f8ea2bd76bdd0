/** Bodies that an edge proxy compressed without having been asked to. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type Interceptor, TransportFailure } from './exchange.ts';

const DECODERS = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** @param maxSize bytes of a decompressed body */
export function decompress(maxSize: number): Interceptor {
  return (next) => async (request) => {
    const response = await next(request);
    const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (encoding === 'identity' || response.body.length === 0) return response;
    const failure = (reason: string, cause?: unknown) =>
      new TransportFailure(reason, { progress: 'answering', status: response.status, cause });
    const decode = DECODERS.get(encoding);
    if (decode === undefined) throw failure('UNKNOWN_CONTENT_ENCODING');
    try {
      return { ...response, body: await decode(response.body, { maxOutputLength: maxSize }) };
    } catch (error) {
      const tooLarge = error instanceof RangeError;
      throw failure(tooLarge ? 'UND_ERR_RES_EXCEEDED_MAX_SIZE' : 'BROKEN_CONTENT_ENCODING', error);
    }
  };
}
