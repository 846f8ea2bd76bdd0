/** What an OpenAPI document says of a system that its description does not know: where it is, and how clients log on. */
import type { SystemDescription } from '../proxy/description/types.ts';
import type { DescribedSchema } from '../scim/discovery/schema-document.ts';
import type { LogonScheme } from '../scim/discovery/service-provider-config.ts';
import { SchemaNames } from './schemas/names.ts';

export interface ApiAddress {
  /** External URL of the system in the URL family that is described, without slash at the end. */
  readonly baseUrl: string;
  /** By which clients are let in there. */
  readonly waysIn: readonly LogonScheme[];
  /** External URL at which the proxy issues tokens; absent: tokens come from elsewhere. */
  readonly tokenUrl?: string | undefined;
}

/** A system as the parts of a document see it. */
export interface Api {
  readonly description: SystemDescription;
  readonly address: ApiAddress;
  /** Under which its schemas stand in the document. */
  readonly names: SchemaNames;
}

export function apiOf(description: SystemDescription, address: ApiAddress): Api {
  const extensions: readonly DescribedSchema[] = description.resourceTypes.flatMap((type) =>
    type.extensions.map(({ schema }) => schema),
  );
  return { description, address, names: new SchemaNames(description.resourceTypes, extensions) };
}
