/** The shape of what the configuration says about how clients reach the proxy: addresses, TLS, certificates of clients. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { ADDRESS_RANGE_FORMS, isAddressRange } from './address-ranges.ts';
import { pemOrReference, reference } from './property-schema.ts';

const HOST_ERROR =
  'an address or host name to listen on, without scheme, brackets and port (that is server.port), e.g. "0.0.0.0", or a list of them';

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[\w-]+(?:\.[\w-]+)*\.?$/.test(text);
}

const oneHost = z.string({ error: HOST_ERROR }).refine(isHost, { error: HOST_ERROR });

export const hostSchema = z
  .union([oneHost, z.array(oneHost, { error: HOST_ERROR }).min(1, { error: HOST_ERROR })], {
    error: HOST_ERROR,
  })
  .default('127.0.0.1')
  .describe(
    'Address or host name to listen on, or a list of several. The environment variable HOST overrides it.',
  );

const PORT_ERROR = 'a whole number from 0 to 65535, e.g. 8080';
const port = z.int({ error: PORT_ERROR }).min(0, { error: PORT_ERROR }).max(65_535, { error: PORT_ERROR });

export const portSchema = port
  .default(8080)
  .describe('TCP port to listen on; 0 takes a free one. The environment variable PORT overrides it.');

const MANAGEMENT_HOST_ERROR = 'an address or host name to listen on, e.g. "127.0.0.1"';

export const managementSchema = z
  .strictObject({
    host: z
      .string({ error: MANAGEMENT_HOST_ERROR })
      .refine(isHost, { error: MANAGEMENT_HOST_ERROR })
      .default('127.0.0.1')
      .describe('Address or host name to listen on.'),
    port: port.describe('TCP port to listen on; 0 takes a free one.'),
  })
  .optional()
  .describe(
    'An address of its own for /healthz, /readyz and /metrics, which are no longer at the other one then. Plain HTTP.',
  );

const PAIR_ERROR = 'an object with both "certificate" and "key", or with neither of them';

export const tlsSchema = z
  .strictObject({
    certificate: pemOrReference
      .optional()
      .describe('The certificate of the proxy, those of its issuers behind it; PEM.'),
    key: reference().optional().describe('Its private key; PEM.'),
    passphrase: reference().optional().describe('Of the private key, where it is encrypted.'),
    clientAuthorities: z
      .array(pemOrReference, { error: 'a list such as [{"file": "client-ca.pem"}]' })
      .default([])
      .describe(
        'Certificates of the authorities that issue those of clients, in PEM form. Only for technical users by subject and issuer.',
      ),
    revocationLists: z
      .array(pemOrReference, { error: 'a list such as [{"file": "client-ca.crl"}]' })
      .default([])
      .describe(
        'Their revocation lists, PEM or DER. With one, every authority of a client certificate has to have one that is current.',
      ),
  })
  .refine(({ certificate, key }) => (certificate === undefined) === (key === undefined), {
    error: PAIR_ERROR,
  })
  .optional()
  .describe('TLS that the proxy serves itself, and whom it believes certificates of clients.');

export const forwardedClientCertificatesSchema = z
  .strictObject({
    from: z
      .array(
        z.string({ error: ADDRESS_RANGE_FORMS }).refine(isAddressRange, { error: ADDRESS_RANGE_FORMS }),
        {
          error: 'a list like ["10.1.0.0/16"]',
        },
      )
      .min(1, { error: 'a list like ["10.1.0.0/16"]' })
      .describe('Addresses of the routers themselves, as the proxy sees their connections.'),
  })
  .optional()
  .describe(
    'Believe X-Forwarded-Client-Cert of these routers, which have to set or remove it themselves. Anybody else’s is ignored.',
  );
