/** The transformations that SAP publishes for its types that speak SCIM: reference material outside the project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeName } from '../../../src/config/connector-of.ts';
import { SAP_TYPES, type SapType } from '../../../src/config/sap-types.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/conformance/transformations');
/** They have connectors of their own, with backends of their own. */
const ELSEWHERE = [
  'Identity Authentication',
  'SAP BTP Platform Members (Cloud Foundry)',
  'Cloud Foundry UAA Server',
  'SAP BTP XS Advanced UAA (Cloud Foundry)',
];

export const arePublished = existsSync(FOLDER);

export interface Published {
  /** Of the type, with the version of the API where there are several: `sap-concur.v3`. */
  readonly name: string;
  readonly title: string;
  readonly read: string;
  readonly write: string | undefined;
}

export function published(): Published[] {
  if (!arePublished) return [];
  const files = readdirSync(FOLDER);
  return SAP_TYPES.filter(({ protocol, title }) => protocol === undefined && !ELSEWHERE.includes(title))
    .flatMap((type) => namesOf(type, files).map((name) => ({ title: type.title, name })))
    .map(({ title, name }) => {
      const write = `${name}.write.json`;
      return { title, name, read: `${name}.read.json`, write: files.includes(write) ? write : undefined };
    });
}

export function textOf(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}

/** Versions that are no SCIM are left out. */
function namesOf({ title, versions }: SapType, files: readonly string[]): string[] {
  const type = typeName(title);
  return files
    .filter((file) => file.startsWith(`${type}.`) && file.endsWith('.read.json'))
    .map((file) => file.replace('.read.json', ''))
    .filter((name) => {
      const version = /\.v(\d+)$/.exec(name)?.[1];
      return versions === undefined || version === undefined || versions.scim.includes(version);
    });
}
