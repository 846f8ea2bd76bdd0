/** What answers of the stand-in may have, as far as tests look at it by name. */
export const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const SAP_USER = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
export const SAP_GROUP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';
export const CUSTOM_USER = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
export const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** One of `emails`, `members`, `groups`… */
export interface Element {
  readonly value: string;
  readonly type?: string;
  readonly primary?: boolean;
  readonly verified?: boolean;
  readonly display?: string;
  readonly $ref?: string;
}

export interface Meta {
  readonly created: string;
  readonly lastModified: string;
  readonly location: string;
  readonly version: string;
  readonly 'groups.cnt': number;
  readonly 'groups.nextId': string;
  readonly 'members.cnt': number;
  readonly 'members.nextId': string;
}

export interface AttributeDefinition {
  readonly name: string;
  readonly type: string;
  readonly multiValued: boolean;
  readonly required?: boolean;
  readonly caseExact?: boolean;
  readonly mutability?: string;
  readonly returned?: string;
  readonly uniqueness?: string;
  readonly description?: string;
  readonly subAttributes?: readonly AttributeDefinition[];
  readonly canonicalValues?: readonly unknown[];
  readonly referenceTypes?: readonly string[];
}

/** A user, a group, a schema or a resource type: whichever members it has. */
export interface Resource {
  readonly id: string;
  readonly meta: Meta;
  readonly schemas: readonly string[];
  readonly userName: string;
  readonly displayName: string;
  readonly active: boolean;
  readonly externalId?: string;
  readonly title?: string;
  readonly emails: readonly Element[];
  readonly phoneNumbers: readonly Element[];
  readonly addresses: readonly Element[];
  readonly groups: readonly Element[];
  readonly members: readonly Element[];
  readonly name: unknown;
  readonly endpoint: string;
  readonly schema: string;
  readonly schemaExtensions: readonly unknown[];
  readonly attributes: readonly AttributeDefinition[];
  readonly [SAP_USER]: {
    readonly userId: string;
    readonly userUuid: string;
    readonly status: string;
    readonly mailVerified: boolean;
    readonly emails: readonly Element[];
    readonly phoneNumbers: readonly Element[];
    readonly passwordDetails: object;
    readonly targetUrl?: string;
  };
  readonly [ENTERPRISE]: {
    readonly manager?: { readonly value: string; readonly displayName?: string };
  };
  readonly [CUSTOM_GROUP]: { readonly name: string; readonly additionalId: string };
  readonly [SAP_GROUP]: object;
  readonly [other: string]: unknown;
}

/** Any JSON answer: a resource, a list, an error, a token, a report. */
export interface Body extends Resource {
  readonly totalResults: number;
  readonly itemsPerPage: number;
  readonly startId: string;
  readonly nextId: string;
  readonly Resources: readonly Resource[];
  readonly Operations: readonly unknown[];
  readonly status: string;
  readonly scimType: string;
  readonly detail: string;
  readonly error: string;
  readonly access_token: string;
  readonly count: number;
}
