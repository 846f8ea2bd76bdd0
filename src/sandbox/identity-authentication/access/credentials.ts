/** The system administrator's client id and secret. Five failed logons lock the id for an hour (documented). */
import type { Clock } from '../../kit/clock.ts';

const ALLOWED_FAILURES = 5;
const LOCKED = 60 * 60_000;

export interface Logon {
  readonly clientId: string;
  readonly secret: string;
}

export interface Credentials {
  /**
   * One logon, which may be read in several ways. A wrong secret counts as a failed one; while the id is locked, the
   * right secret is refused as well.
   */
  verify(readings: readonly Logon[]): boolean;
}

export function createCredentials(clientId: string, secret: string, clock: Clock): Credentials {
  let failures = 0;
  let lockedUntil = 0;
  return {
    verify(readings) {
      const ours = readings.filter((reading) => reading.clientId === clientId);
      if (ours.length === 0 || clock.now() < lockedUntil) return false;
      if (ours.some((reading) => reading.secret === secret)) {
        failures = 0;
        return true;
      }
      failures += 1;
      if (failures === ALLOWED_FAILURES) {
        lockedUntil = clock.now() + LOCKED;
        failures = 0;
      }
      return false;
    },
  };
}

/** `Basic …` → as it is, and form-decoded, which SAP asks clients to encode for; empty if it is no such header. */
export function readBasic(authorization: string): Logon[] {
  const [, token] = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? [];
  if (token === undefined) return [];
  const text = Buffer.from(token, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return [];
  const logon: Logon = { clientId: text.slice(0, colon), secret: text.slice(colon + 1) };
  const [clientId, secret] = [formDecode(logon.clientId), formDecode(logon.secret)];
  return clientId === undefined || secret === undefined ? [logon] : [logon, { clientId, secret }];
}

function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
