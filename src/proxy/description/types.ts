/**
 * What is true about one system, as discovery tells it (RFC 7643 §5 to §7): made of its transformations and of what its
 * connector can do. Discovery documents, OpenAPI and collections of requests are all made of this.
 */
import type { DescribedSchema } from '../../scim/discovery/schema-document.ts';
import type { DescribedFeatures } from '../../scim/discovery/service-provider-config.ts';

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
