/** Schemas of users as short texts. */
import type { DescribedAttribute } from '../../../src/scim/discovery/schema-document.ts';
import { described } from '../support/described.ts';

export type Mapping = Readonly<Record<string, unknown>>;

export const copy = (sourcePath: string, targetPath = sourcePath, more: Mapping = {}): Mapping => ({
  sourcePath,
  targetPath,
  optional: true,
  ...more,
});
export const ID = { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' };
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** `emails[]: { value: string readWrite }` */
function print({ name, type, multiValued, mutability, required, subAttributes }: DescribedAttribute): string {
  const inside = type === 'complex' ? `{ ${subAttributes.map(print).join(', ')} }` : type;
  return `${name}${multiValued ? '[]' : ''}${required ? '!' : ''}: ${inside} ${mutability}`;
}

export interface Setup {
  readonly read: readonly Mapping[];
  readonly write?: readonly Mapping[];
  readonly entity?: object;
}

/** By schema. */
export function schemas({ read, write, entity }: Setup): Record<string, string[]> {
  const { schemas: all } = described({
    read: { user: { mappings: [ID, ...read] } },
    ...(write === undefined ? {} : { write: { user: { ...entity, mappings: write } } }),
  });
  return Object.fromEntries(all.map(({ id, attributes }) => [id, attributes.map(print)]));
}

export function core(setup: Setup): string[] | undefined {
  return schemas(setup)['urn:ietf:params:scim:schemas:core:2.0:User'];
}
