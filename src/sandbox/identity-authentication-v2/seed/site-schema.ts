/** A schema of the tenant's own. */
import { integer, type Schema, string } from '../../kit/attribute.ts';

export const SITE = 'urn:example:params:scim:schemas:extension:site:1.0:Site';

export const siteSchema: Schema = {
  id: SITE,
  name: 'Site',
  attributes: [string('building'), integer('badge')],
};
