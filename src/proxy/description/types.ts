/**
 * What is true about one system, as discovery tells it (RFC 7643 §5 to §7): made of its transformations and of what its
 * connector can do. Discovery documents, OpenAPI and collections of requests are all made of this.
 */
import type { AttributeDataType } from '../../scim/schema/attribute.ts';

export interface SystemDescription {
  readonly id: string;
  readonly name: string;
  /** In the order of the read transformation. */
  readonly resourceTypes: readonly DescribedResourceType[];
  /** Each once, core schemas first. */
  readonly schemas: readonly DescribedSchema[];
  readonly features: DescribedFeatures;
}

export interface DescribedResourceType {
  /** `User`; also its id (RFC 7643 §6). */
  readonly name: string;
  /** `user`, `group` or a custom name, as in the transformations. */
  readonly entityType: string;
  /** Without slash: `Users`. */
  readonly endpoint: string;
  readonly description: string;
  readonly schema: DescribedSchema;
  readonly extensions: readonly { readonly schema: DescribedSchema; readonly required: boolean }[];
  /** What clients may do here; what is skipped without harm counts as possible. */
  readonly operations: ReadonlySet<'list' | 'read' | 'create' | 'replace' | 'patch' | 'delete'>;
}

export interface DescribedSchema {
  /** URN. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly DescribedAttribute[];
}

/** RFC 7643 §7. */
export interface DescribedAttribute {
  readonly name: string;
  readonly type: AttributeDataType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly canonicalValues?: readonly string[] | undefined;
  readonly referenceTypes?: readonly string[] | undefined;
  /** Empty unless the type is complex. */
  readonly subAttributes: readonly DescribedAttribute[];
}

export interface DescribedFeatures {
  /** Some resource type takes PATCH, the backend's own or the proxy's. */
  readonly patch: boolean;
  readonly bulk: { readonly supported: boolean; readonly maxOperations: number };
  readonly filter: { readonly supported: boolean; readonly maxResults: number };
  /** A password can be written. */
  readonly changePassword: boolean;
  readonly sort: boolean;
  /** Entities have versions. */
  readonly etag: boolean;
  /** RFC 9865 §4. */
  readonly pagination: {
    readonly cursor: boolean;
    readonly index: boolean;
    readonly defaultPageSize: number;
    readonly maxPageSize: number;
    /** Seconds. */
    readonly cursorTimeout?: number | undefined;
  };
}
