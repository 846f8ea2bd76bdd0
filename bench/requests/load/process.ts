/** A process that sends requests to whom it is told. */
import { callNamed } from '../calls.ts';
import { obey } from '../process/orders.ts';
import { AUTHORIZATION } from '../targets/client.ts';
import { type Load, runLoad } from './load.ts';

export interface LoadOrder extends Pick<Load, 'port' | 'connections' | 'until' | 'rate'> {
  /** In front of the paths of the call, or the whole path instead of them. */
  readonly at: { readonly base: string } | { readonly path: string };
  readonly call: string;
  /** Number of the first request. */
  readonly first: number;
}

obey(({ at, call: name, first, ...load }: LoadOrder) => {
  const { method, path, body } = callNamed(name);
  const common = `Host: 127.0.0.1:${load.port}\r\nAuthorization: ${AUTHORIZATION}\r\nAccept: application/scim+json\r\n`;
  const request = (sent: number): string => {
    const number = first + sent;
    const target = 'path' in at ? at.path : at.base + path(number);
    const head = `${method} ${target} HTTP/1.1\r\n${common}`;
    if (body === undefined) return `${head}\r\n`;
    const text = body(number);
    return `${head}Content-Type: application/scim+json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
  };
  return runLoad({ ...load, request });
});
