/** Which type of system of ours an exported one becomes. */
import type { ConnectorDefinition } from '../../connectors/connector.ts';
import { SAP_TYPES, type SapType } from './sap-types.ts';

export type FoundType =
  | {
      readonly definition: ConnectorDefinition;
      /** How it was found, where the file does not name it. */
      readonly guess?: string;
    }
  | { readonly refusal: string };

export interface TypeQuestion {
  /** `connectorTypeString`, or whatever else the file calls its type. */
  readonly name: string | undefined;
  readonly properties: readonly string[];
  /** The administrator's word. */
  readonly wanted: string | undefined;
}

export function foundType(
  { name, properties, wanted }: TypeQuestion,
  definitions: ReadonlyMap<string, ConnectorDefinition>,
): FoundType {
  const served = [...definitions.values()];
  if (wanted !== undefined) {
    const definition = definitions.get(wanted);
    if (definition !== undefined) return { definition };
    return { refusal: `--type must be one of ${[...definitions.keys()].join(', ')}` };
  }
  const named = name === undefined ? undefined : (byName(name, served) ?? byName(name, SAP_TYPES));
  const owners = typesOf(properties);
  const type = named ?? (owners.length === 1 ? owners[0] : undefined);
  if (type === undefined) {
    const what = name === undefined ? 'the file does not say its type' : `its type "${name}" is not known`;
    return { refusal: `${what}; add --type with one of ${[...definitions.keys()].join(', ')}` };
  }
  const definition = served.find(({ title }) => key(title) === key(type.title));
  if (definition !== undefined) {
    const told = name === undefined ? 'has no type in the file' : `has the type "${name}"`;
    const guess = `${told}, and its properties are those of ${definition.title}`;
    return named === undefined ? { definition, guess } : { definition };
  }
  const why =
    'protocol' in type && type.protocol !== undefined
      ? `which is reached by ${type.protocol} and not by SCIM: the proxy has no such systems`
      : `which the proxy does not serve yet; it serves ${served.map(({ title }) => title).join(', ')}`;
  return { refusal: `its type is ${type.title}, ${why}` };
}

interface Named {
  readonly title: string;
  readonly type?: string;
  readonly prefix?: string;
}

/** `IDENTITY_AUTHENTICATION`, `Identity Authentication` and `identity-authentication` are one name; so is the prefix. */
function byName<Type extends Named>(name: string, types: readonly Type[]): Type | undefined {
  const wanted = key(name);
  return types.find(({ title, type, prefix }) =>
    [title, type, prefix].some((known) => known !== undefined && key(known) === wanted),
  );
}

/** SAP puts its own name in front of the names of types, and drops it again. */
function key(name: string): string {
  const words = name.toUpperCase().match(/[A-Z0-9]+/g) ?? [];
  return words.filter((word) => word !== 'SAP').join('');
}

/** Types that have properties of these names; `scim.` is of all. */
function typesOf(properties: readonly string[]): SapType[] {
  return SAP_TYPES.filter(
    ({ prefix }) =>
      prefix !== undefined &&
      prefix !== 'scim' &&
      properties.some((property) => property.startsWith(`${prefix}.`)),
  );
}
