/** The two kinds of entities of a SCIM API, and their endpoints (RFC 7644 §3.2). */
export type EntityKind = 'user' | 'group';

export const RESOURCES: Readonly<Record<EntityKind, string>> = { user: 'Users', group: 'Groups' };
