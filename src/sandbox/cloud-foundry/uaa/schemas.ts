/** The one schema URN the UAA knows: that of SCIM 1.0. */
export const SCHEMA = 'urn:scim:schemas:core:1.0';
export const SCHEMAS: readonly string[] = [SCHEMA];
