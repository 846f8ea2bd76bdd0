/** Which tokens of other issuers are a technical user. */
import { closest } from '../transformation/index.ts';
import type { OAuthEntry } from './oauth-schema.ts';
import type { Report } from './problem.ts';
import type { TechnicalUserEntry } from './schema.ts';
import type { TokenMatch } from './technical-user-schema.ts';

/** @returns those entries that can fit a token; what is wrong with others is reported */
export function loadTokens(
  { tokens }: TechnicalUserEntry,
  oauth: OAuthEntry | undefined,
  report: Report,
): TokenMatch[] {
  const issuers = (oauth?.issuers ?? []).map(({ issuer }) => issuer);
  return tokens.filter(({ issuer, clientId, subject, scope }, index) => {
    if (!issuers.includes(issuer)) {
      const guess = closest(issuer, issuers);
      const advice =
        guess === undefined
          ? 'add it there, with its audience'
          : `did you mean "${guess}"? It has to be the same, slash by slash`;
      report('error', ['tokens', index, 'issuer'], `"${issuer}" is none of oauth.issuers; ${advice}`);
      return false;
    }
    if (clientId === undefined && subject === undefined && scope === undefined) {
      report(
        'error',
        ['tokens', index],
        'these tokens would be everybody who gets one of this issuer; add clientId, subject or scope',
      );
      return false;
    }
    return true;
  });
}
