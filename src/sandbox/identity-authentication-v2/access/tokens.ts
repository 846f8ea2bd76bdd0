/** Access tokens of the client credentials flow (documentation "Configure the Client to Call … Token Endpoint"). */
import { createHmac } from 'node:crypto';
import type { Clock } from '../../kit/clock.ts';

const LIFE = 3600;

export interface Tokens {
  readonly expiresIn: number;
  issue(format: 'jwt' | 'opaque'): string;
  isValid(token: string): boolean;
}

export function createTokens(clientId: string, issuer: string, newUuid: () => string, clock: Clock): Tokens {
  const ends = new Map<string, number>();
  return {
    expiresIn: LIFE,
    issue(format) {
      const id = newUuid();
      const now = Math.floor(clock.now() / 1000);
      const token =
        format === 'opaque' ? id : sign({ iss: issuer, sub: clientId, jti: id, iat: now, exp: now + LIFE });
      ends.set(token, clock.now() + LIFE * 1000);
      return token;
    },
    isValid: (token) => clock.now() < (ends.get(token) ?? 0),
  };
}

/** Only the shape of a JWT matters: the stand-in knows its tokens by heart. */
function sign(claims: Record<string, string | number>): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', 'sandbox').update(content).digest('base64url')}`;
}
