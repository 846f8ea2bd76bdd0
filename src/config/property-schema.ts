/** The shape of properties in a configuration: values, and references to values that live outside of it. */
import { z } from 'zod';

const ENV_ERROR = 'the name of an environment variable, e.g. "IAS_PASSWORD"';
const FILE_ERROR = 'the path of a file, e.g. "secrets/ias-password"';

export const SERVICE_ERROR = 'the name of a bound service, e.g. "ipsproxy-secrets"';
const KEY_ERROR = 'a key of its credentials, e.g. "ias-password"';

export const environmentReference = z
  .strictObject({ env: z.string().min(1, { error: ENV_ERROR }) })
  .describe('Taken from this environment variable.');
export const fileReference = z
  .strictObject({ file: z.string().min(1, { error: FILE_ERROR }) })
  .describe('Taken from this file (relative to the configuration file); a line break at its end is dropped.');

export const serviceReference = z
  .strictObject({
    service: z.string({ error: SERVICE_ERROR }).min(1, { error: SERVICE_ERROR }),
    key: z.string({ error: KEY_ERROR }).min(1, { error: KEY_ERROR }),
  })
  .describe('Taken from the credentials of this service, which is bound to the app in Cloud Foundry.');

/** What a message says of a reference. */
export const REFERENCE_FORMS = '{"env": "NAME"}, {"file": "path"} or {"service": "NAME", "key": "KEY"}';

/** One of the three; never the value itself. */
export const reference = (error = REFERENCE_FORMS) =>
  z.union([environmentReference, fileReference, serviceReference], { error });
export type Reference = z.output<ReturnType<typeof reference>>;

/** Text that stands in the file, or where it stands. */
export const textOrReference = (error: string) =>
  z.union([z.string(), environmentReference, fileReference, serviceReference], { error });

/** Certificates and the like, which are no secrets. */
export const pemOrReference = textOrReference(`PEM, ${REFERENCE_FORMS}`);

export const propertyEntry = z.union(
  [z.string(), z.number(), z.boolean(), environmentReference, fileReference, serviceReference],
  { error: `text, a number, true, false, ${REFERENCE_FORMS}` },
);

/** Names and values, as in a file with nothing else in it. */
export const propertiesSchema = z.record(z.string(), propertyEntry, {
  error: 'an object with names of properties and their values',
});
export type PropertyEntry = z.output<typeof propertyEntry>;
