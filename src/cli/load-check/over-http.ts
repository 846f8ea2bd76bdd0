/** Pages of a running proxy, as its clients get them. */
import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { systemPath } from '../../server/families.ts';
import { UsageError } from '../command.ts';
import type { FetchPage } from './loop.ts';

/** Milliseconds: more than a proxy gives a request by default. */
const TIMEOUT = 120_000;

export interface RemoteSystem {
  /** Of the proxy, or of the system. */
  readonly url: string;
  readonly id: string;
  readonly user: string;
  readonly password: string;
}

/** @throws UsageError for what is no URL */
export function remotePages({ url, id, user, password }: RemoteSystem, endpoint: string): FetchPage {
  const base = systemUrl(url, id);
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return async ({ startIndex, count }) => {
    const response = await request(
      `${base}/${encodeURIComponent(endpoint)}?startIndex=${startIndex}&count=${count}`,
      {
        headers: { authorization, accept: 'application/scim+json', 'x-request-id': randomUUID() },
        signal: AbortSignal.timeout(TIMEOUT),
      },
    );
    const { statusCode, headers, body } = response;
    const text = await body.text();
    const warnings = [headers['x-ipsproxy-warning'] ?? []].flat();
    const seconds = Number(headers['retry-after']);
    const retryAfter = headers['retry-after'] !== undefined && seconds >= 0 ? seconds : undefined;
    return { status: statusCode, body: parsed(text), warnings, retryAfter };
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function systemUrl(text: string, id: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.search !== '')
    throw new UsageError('--url must be the http or https URL of the proxy, without user and query.');
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return base.includes('/v1/scim/') ? base : `${base}${systemPath(encodeURIComponent(id))}`;
}
