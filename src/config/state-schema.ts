/** The shape of `state` in the configuration file: where the proxy remembers what it counts. */
import { z } from 'zod';
import { pemOrReference, REFERENCE_FORMS, reference } from './property-schema.ts';

const STATE_ERROR =
  'an object with one of the keys "folder" and "url", e.g. {"url": {"env": "VALKEY_URL"}}; the keys "prefix" and "certificateAuthorities" belong to "url"';
const FOLDER_ERROR = 'the path of a folder, e.g. "/var/lib/ipsproxy"; the URL of a server goes into "url"';
const URL_ERROR = `${REFERENCE_FORMS}, as the URL has a password in it`;
const PREFIX_ERROR = 'text of 1 to 100 printable ASCII characters without blanks, e.g. "ipsproxy-test:"';

export const stateSchema = z
  .strictObject({
    folder: z
      .string({ error: FOLDER_ERROR })
      .regex(/^(?!\w+:\/\/)./, { error: FOLDER_ERROR })
      .optional()
      .describe(
        'A folder on a disk of this machine, relative to the configuration file; is made where it is missing. For one instance.',
      ),
    url: reference(URL_ERROR)
      .optional()
      .describe(
        'A server of Valkey, or of Redis since version 6, that all instances share: valkeys://user:password@host:port/database, also valkey://, rediss:// and redis://.',
      ),
    prefix: z
      .string({ error: PREFIX_ERROR })
      .regex(/^[!-~]{1,100}$/, { error: PREFIX_ERROR })
      .optional()
      .describe('What keys begin with on the server; default "ipsproxy:".'),
    certificateAuthorities: z
      .array(pemOrReference, { error: 'a list such as [{"file": "company-ca.pem"}]' })
      .optional()
      .describe('Certificates of authorities in PEM form that are trusted for the server of "url" too.'),
  })
  .refine(
    ({ folder, url, prefix, certificateAuthorities }) =>
      (folder === undefined) !== (url === undefined) &&
      (url !== undefined || (prefix === undefined && certificateAuthorities === undefined)),
    { error: STATE_ERROR },
  )
  .optional()
  .describe('Where the proxy remembers what it counts; left out: in its memory.');
