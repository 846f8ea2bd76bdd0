/** The shape of `oauth` in the configuration file: tokens that the proxy issues, and issuers whose tokens it accepts. */
import { z } from 'zod';
import { environmentReference, fileReference, reference, serviceReference } from './property-schema.ts';

/** Seconds. */
const SHORTEST = 60;
const LONGEST = 86_400;

/** Signatures with a public key. Those with a shared secret (HS256) and none at all can never be allowed. */
const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

const LIFETIME_ERROR = `a whole number of seconds from ${SHORTEST} to ${LONGEST}, e.g. 900`;
const OWN_ISSUER_ERROR =
  'the https URL that stands in tokens as their issuer, without query and fragment, e.g. "https://proxy.example.com"';
const ISSUER_ERROR =
  'the issuer as it stands in its tokens (claim iss): an https URL without query and fragment, e.g. "https://tenant.accounts.ondemand.com"';
const AUDIENCE_ERROR =
  'a list of the audiences (claim aud) that mean this proxy, e.g. ["https://proxy.example.com"]';
const KEYS_ERROR =
  '{"file": "path"} (made where there is none yet), {"env": "NAME"}, {"service": "NAME", "key": "KEY"}, or a list of these';
const JWKS_ERROR = 'the https URL of its keys, or {"file": "path"}';
const ALGORITHM_ERROR = `one or several of ${TOKEN_ALGORITHMS.map((name) => `"${name}"`).join(', ')}`;

/** Plain HTTP only within the machine, where nobody is on the way. */
export function isProtectedUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || /[?#\s]/.test(text)) return false;
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback);
}

const audience = z.string({ error: AUDIENCE_ERROR }).min(1, { error: AUDIENCE_ERROR });

const issuerSchema = z
  .strictObject({
    issuer: z
      .string({ error: ISSUER_ERROR })
      .refine(isProtectedUrl, { error: ISSUER_ERROR })
      .describe('As it stands in its tokens (claim iss), letter by letter.'),
    audience: z
      .array(audience, { error: AUDIENCE_ERROR })
      .min(1, { error: AUDIENCE_ERROR })
      .describe('Of these, a token has to be meant for one; tokens for others are refused.'),
    jwks: z
      .union([z.string(), fileReference], { error: JWKS_ERROR })
      .refine((jwks) => typeof jwks !== 'string' || isProtectedUrl(jwks), { error: JWKS_ERROR })
      .optional()
      .describe('Its public keys; left out: where its metadata says (OpenID Connect Discovery, RFC 8414).'),
    algorithms: z
      .array(z.enum(TOKEN_ALGORITHMS, { error: ALGORITHM_ERROR }), { error: ALGORITHM_ERROR })
      .min(1, { error: ALGORITHM_ERROR })
      .optional()
      .describe('Algorithms of signatures that are accepted; left out: those that its keys are made for.'),
  })
  .describe('An issuer whose access tokens are accepted.');

export const oauthSchema = z
  .strictObject({
    issuer: z
      .string({ error: OWN_ISSUER_ERROR })
      .refine(isProtectedUrl, { error: OWN_ISSUER_ERROR })
      .optional()
      .describe('The issuer in tokens of this proxy; left out: server.externalUrl.'),
    audience: audience
      .optional()
      .describe('The audience in tokens of this proxy; left out: the same as the issuer.'),
    tokenLifetime: z
      .int({ error: LIFETIME_ERROR })
      .min(SHORTEST, { error: LIFETIME_ERROR })
      .max(LONGEST, { error: LIFETIME_ERROR })
      .default(900)
      .describe('Seconds that a token of this proxy is good for.'),
    keys: z
      .union([environmentReference, fileReference, serviceReference, z.array(reference()).min(1)], {
        error: KEYS_ERROR,
      })
      .optional()
      .describe(
        'Private keys that tokens of this proxy are signed with, in PEM or as JSON Web Key (Set): the first one signs, all are accepted. Left out: the proxy issues no tokens.',
      ),
    issuers: z
      .array(issuerSchema, { error: 'a list like [{"issuer": "https://…", "audience": ["…"]}]' })
      .default([])
      .describe('Others whose access tokens are accepted.'),
  })
  .optional()
  .describe('Access tokens (OAuth 2.0).');

export type OAuthEntry = NonNullable<z.output<typeof oauthSchema>>;
