/** Which connector serves a `type`: its own name, or what SAP calls it, in any case and with any characters between the words. */
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { SAP_TYPES, type SapType } from './sap-types.ts';

export type Definitions = ReadonlyMap<string, ConnectorDefinition>;

/** Of types of SAP's that a connector serves beside its own, by that connector. */
const made = new WeakMap<ConnectorDefinition, Map<SapType, ConnectorDefinition>>();

/** @returns nothing where there is no such type, or none that is served */
export function connectorOf(type: string, definitions: Definitions): ConnectorDefinition | undefined {
  const exact = definitions.get(type);
  if (exact !== undefined) return exact;
  const wanted = typeKey(type);
  if (wanted === '') return undefined;
  for (const definition of definitions.values()) {
    if (typeKey(definition.type) === wanted || typeKey(definition.title) === wanted) return definition;
  }
  const sapType = SAP_TYPES.find(({ title }) => typeKey(title) === wanted);
  return sapType === undefined ? undefined : connectorOfSap(sapType, definitions);
}

/** The connector of a type of SAP's. */
export function connectorOfSap(sapType: SapType, definitions: Definitions): ConnectorDefinition | undefined {
  const { title, prefix, protocol, versions } = sapType;
  const own = [...definitions.values()].find((definition) => typeKey(definition.title) === typeKey(title));
  if (own !== undefined || protocol !== undefined) return own;
  const general = [...definitions.values()].find(({ forSapType }) => forSapType !== undefined);
  if (general?.forSapType === undefined) return undefined;
  const known = made.get(general) ?? new Map<SapType, ConnectorDefinition>();
  made.set(general, known);
  const definition =
    known.get(sapType) ??
    general.forSapType({ type: typeName(title), title, prefix: prefix ?? general.prefix, versions });
  known.set(sapType, definition);
  return definition;
}

/** Types of SAP's that have no connector of their own and are served nevertheless. */
export function servedSapTypes(definitions: Definitions): ConnectorDefinition[] {
  return SAP_TYPES.flatMap((sapType) => connectorOfSap(sapType, definitions) ?? []).filter(
    (definition) => definitions.get(definition.type) !== definition,
  );
}

/** All names that a `type` may have, in the form that is shown. */
export function typeNames(definitions: Definitions): string[] {
  return [...definitions.keys(), ...servedSapTypes(definitions).map(({ type }) => type)];
}

/** `SAP Build Work Zone, advanced edition` as `sap-build-work-zone-advanced-edition`. */
export function typeName(title: string): string {
  return wordsOf(title).join('-').toLowerCase();
}

/** SAP puts its own name in front of the names of types, and drops it again. */
export function typeKey(name: string): string {
  return wordsOf(name)
    .map((word) => word.toUpperCase())
    .filter((word) => word !== 'SAP')
    .join('');
}

function wordsOf(text: string): string[] {
  return text.match(/[A-Za-z0-9]+/g) ?? [];
}
