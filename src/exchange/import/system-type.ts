/** Which type of system of ours an exported one becomes. */

import { connectorOf, connectorOfSap, typeKey } from '../../config/connector-of.ts';
import { SAP_TYPES, type SapType } from '../../config/sap-types.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';

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
    const definition = connectorOf(wanted, definitions);
    if (definition !== undefined) return { definition };
    return { refusal: `--type must be one of ${[...definitions.keys()].join(', ')}` };
  }
  const own = name === undefined ? undefined : byName(name, served);
  const owners = typesOf(properties);
  const named = name === undefined ? undefined : byName(name, SAP_TYPES);
  const type = named ?? (owners.length === 1 ? owners[0] : undefined);
  const definition = own ?? (type === undefined ? undefined : connectorOfSap(type, definitions));
  if (definition !== undefined) {
    const told = name === undefined ? 'has no type in the file' : `has the type "${name}"`;
    const guess = `${told}, and its properties are those of ${definition.title}`;
    return (own ?? named) === undefined ? { definition, guess } : { definition };
  }
  if (type === undefined) {
    const what = name === undefined ? 'the file does not say its type' : `its type "${name}" is not known`;
    return { refusal: `${what}; add --type with one of ${[...definitions.keys()].join(', ')}` };
  }
  const why =
    type.protocol === undefined
      ? `which the proxy does not serve; it serves ${served.map(({ title }) => title).join(', ')}`
      : `which is reached by ${type.protocol} and not by SCIM: the proxy has no such systems`;
  return { refusal: `its type is ${type.title}, ${why}` };
}

interface Named {
  readonly title: string;
  readonly type?: string;
  readonly prefix?: string;
}

/** `IDENTITY_AUTHENTICATION`, `Identity Authentication` and `identity-authentication` are one name; so is the prefix. */
function byName<Type extends Named>(name: string, types: readonly Type[]): Type | undefined {
  const wanted = typeKey(name);
  return types.find(({ title, type, prefix }) =>
    [title, type, prefix].some((known) => known !== undefined && typeKey(known) === wanted),
  );
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
