/** Puts what the configuration says of OAuth to work. Loaded where it says something. */
import type { Logger } from 'pino';
import { isProtectedUrl } from '../../config/oauth-schema.ts';
import type { OAuthSettings } from '../../config/oauth-settings.ts';
import type { TechnicalUser } from '../../config/technical-users.ts';
import { documentsBy } from '../../oauth/documents.ts';
import { OtherIssuer } from '../../oauth/other-issuer.ts';
import { OwnTokens } from '../../oauth/own-tokens.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { AuthenticationGuards } from '../authentication/guards.ts';
import { SlowRefusals } from '../authentication/slow-refusals.ts';
import { AcceptedTokens } from './accepted-tokens.ts';
import type { OAuth } from './oauth.ts';
import { answerTokenRequest } from './token-request.ts';

export interface OpenOAuthOptions {
  readonly users: readonly TechnicalUser[];
  readonly guards: AuthenticationGuards;
  readonly logger: Logger;
  /** Milliseconds since the epoch. Default: the time of the machine. */
  readonly now?: (() => number) | undefined;
}

/** Nothing is sent yet. @throws Error that says which keys of another issuer cannot be used */
export async function openOAuth(
  { own: ownSettings, issuers: entries, surroundings }: OAuthSettings,
  { users, guards, logger, now = Date.now }: OpenOAuthOptions,
): Promise<OAuth> {
  const get = documentsBy(surroundings);
  const refusals = new SlowRefusals();
  const own = ownSettings && (await OwnTokens.open(ownSettings));
  const issuers = entries.map(
    (entry) =>
      new OtherIssuer(entry, {
        get,
        isProtected: isProtectedUrl,
        lasting: guards.publishedKeys,
        onRead: (result, requestId) => {
          const { issuer } = entry;
          if ('keys' in result)
            logger.info({ requestId, issuer, keys: result.keys }, `keys of issuer ${issuer} read`);
          else
            logger.warn(
              { requestId, issuer, reason: result.failure },
              `keys of issuer ${issuer} cannot be read`,
            );
        },
      }),
  );
  return {
    accepted: new AcceptedTokens({ users, own, issuers, now }),
    own: own && {
      issuer: own.issuer,
      keySet: own.keySet as unknown as JsonObject,
      answer: (request) => answerTokenRequest(request, own, refusals),
    },
    issuers: issuers.map(({ issuer }) => issuer),
    begin: () => {
      for (const issuer of issuers) issuer.begin();
    },
    prepare: async () => {
      await Promise.all(issuers.map((issuer) => issuer.prepare()));
    },
  };
}
