import { date } from './date.ts';
import { integer } from './scalars.ts';
import { bean, texts } from './structures.ts';

/** What a client may say about a resource: the version, and with a PATCH the names of what is to be removed. */
export const SCIM_META = bean('org.cloudfoundry.identity.uaa.scim.ScimMeta', {
  version: integer,
  created: date,
  lastModified: date,
  attributes: texts,
});
