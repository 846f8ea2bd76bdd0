/** The shape of a technical user in the configuration file: how it shows who it is, and what it may do. */
import { z } from 'zod';
import { ADDRESS_RANGE_FORMS, isAddressRange } from './address-ranges.ts';
import { userLimitsSchema } from './limits-schema.ts';
import { fileReference, REFERENCE_FORMS, textOrReference } from './property-schema.ts';
import { flag } from './schema-parts.ts';

/** What technical users may do. */
const PERMISSIONS = ['IPS_PROXY_USER', 'IPSPROXY_EXPLAIN'] as const;

/** What can be done with entities. */
export const OPERATIONS = ['read', 'create', 'update', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

const NAME_ERROR = 'a distinguished name, e.g. "CN=idm,OU=Clients,O=Example,C=DE"';
const FINGERPRINT_ERROR =
  'the SHA-256 fingerprint of a certificate: 64 hexadecimal digits, with or without colons';
const FINGERPRINT = /^[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2}){31}$/;

const distinguishedName = z.string({ error: NAME_ERROR }).min(1, { error: NAME_ERROR });

const certificateSchema = z.union(
  [
    z.strictObject({
      fingerprint: z.string({ error: FINGERPRINT_ERROR }).regex(FINGERPRINT, { error: FINGERPRINT_ERROR }),
    }),
    fileReference,
    z.strictObject({ subject: distinguishedName, issuer: distinguishedName }),
  ],
  { error: '{"fingerprint": "…"}, {"file": "client.pem"} or {"subject": "…", "issuer": "…"}' },
);
export type CertificateEntry = z.output<typeof certificateSchema>;

const tokenText = z.string({ error: 'text' }).min(1, { error: 'text' }).optional();
const tokenSchema = z.strictObject({
  issuer: z
    .string({ error: 'the issuer of one of "oauth.issuers"' })
    .min(1, { error: 'the issuer of one of "oauth.issuers"' })
    .describe('As in "oauth.issuers".'),
  clientId: tokenText.describe('The client that the token was issued to: client_id, or azp.'),
  subject: tokenText.describe('The claim sub.'),
  scope: tokenText.describe('One of the scopes.'),
  audience: tokenText.describe('One of the audiences.'),
});
/** A token is a user where everything fits that stands here. */
export type TokenMatch = Readonly<z.output<typeof tokenSchema>>;

const USER_ID_ERROR = 'text of 1 to 255 characters without colon and control characters, e.g. "idm-client"';

export const technicalUserSchema = z
  .strictObject({
    id: z
      .string({ error: USER_ID_ERROR })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7617 §2 forbids them in a user-id.
      .regex(/^[^:\u0000-\u001f\u007f]{1,255}$/u, { error: USER_ID_ERROR })
      .describe('User name of Basic authentication.'),
    secrets: z
      .array(textOrReference(`the output of \`ipsproxy secret hash\`, ${REFERENCE_FORMS}`), {
        error: 'a list of one or two secrets',
      })
      .min(1, { error: 'a list of one or two secrets' })
      .max(2, { error: 'a list of one or two secrets' })
      .default([])
      .describe(
        'Either one is accepted, so that they can be rotated: add the new one, switch clients, remove the old.',
      ),
    certificates: z
      .array(certificateSchema, { error: 'a list like [{"fingerprint": "…"}]' })
      .default([])
      .describe('Client certificates that are this user.'),
    tokens: z
      .array(tokenSchema, { error: 'a list like [{"issuer": "https://…", "clientId": "…"}]' })
      .default([])
      .describe(
        'Access tokens of other issuers that are this user: one of the entries, and in it everything, has to fit.',
      ),
    permissions: z
      .array(z.enum(PERMISSIONS, { error: PERMISSIONS.map((name) => `"${name}"`).join(' or ') }), {
        error: 'a list like ["IPS_PROXY_USER"]',
      })
      .default(['IPS_PROXY_USER'])
      .describe(
        'IPS_PROXY_USER: may call the proxy systems. IPSPROXY_EXPLAIN: may ask why an entity is shown, hidden or written as it is, and try writes without doing them.',
      ),
    systems: z
      .array(z.string({ error: 'the id of a system' }), { error: 'a list of system ids' })
      .optional()
      .describe('Ids of the systems this user may call; left out: all.'),
    operations: z
      .array(z.enum(OPERATIONS, { error: OPERATIONS.map((name) => `"${name}"`).join(', ') }), {
        error: 'a list like ["read"]',
      })
      .optional()
      .describe('What this user may do with entities, e.g. ["read"]; left out: everything.'),
    endpoints: z
      .array(z.string({ error: 'the name of an endpoint, e.g. "Users"' }), { error: 'a list like ["Users"]' })
      .optional()
      .describe('Endpoints (resource types) this user may use, as they stand in URLs; left out: all.'),
    addresses: z
      .array(
        z.string({ error: ADDRESS_RANGE_FORMS }).refine(isAddressRange, { error: ADDRESS_RANGE_FORMS }),
        {
          error: 'a list like ["10.1.0.0/16"]',
        },
      )
      .optional()
      .describe('Addresses and ranges of addresses this user may come from; left out: all.'),
    limits: userLimitsSchema,
    disabled: flag('true: cannot log in.'),
  })
  .describe('A client of the proxy.');
