/** Every request has an id: the caller's, the platform router's, or a new one. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Harmless in logs, headers and URLs of whatever reads it later. */
const SANE = /^[A-Za-z0-9._-]{1,128}$/;

export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  return saneId(headers['x-request-id']) ?? saneId(headers['x-vcap-request-id']) ?? randomUUID();
}

function saneId(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && SANE.test(value) ? value : undefined;
}
