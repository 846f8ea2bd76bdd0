/** The two kinds of entities of Identity Directory. */
export type EntityKind = 'user' | 'group';

export const RESOURCES: Readonly<Record<EntityKind, string>> = { user: 'Users', group: 'Groups' };

/** The one list of each that can be large. */
export const LONG_LIST: { readonly [Kind in EntityKind]: 'groups' | 'members' } = {
  user: 'groups',
  group: 'members',
};

export const SAP_USER_EXTENSION = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
export const SAP_GROUP_EXTENSION = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';
export const CUSTOM_GROUP_EXTENSION = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
