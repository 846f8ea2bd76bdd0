/** Texts about schemas and attributes for people (RFC 7643 §7, `name` and `description`). */
import type { Attribute, Schema } from './attribute.ts';
import { ENTERPRISE_USER, GROUP, USER } from './core.ts';
import { CORE_DESCRIPTIONS, ENTERPRISE_DESCRIPTIONS, VALUE_DESCRIPTIONS } from './descriptions/core.ts';
import {
  CUSTOM_GROUP_DESCRIPTIONS,
  CUSTOM_USER_DESCRIPTIONS,
  SAP_GROUP_DESCRIPTIONS,
  SAP_USER_DESCRIPTIONS,
} from './descriptions/sap.ts';
import { AUTHORIZATION, CUSTOM_GROUP, CUSTOM_USER, SAP_GROUP, SAP_ODM_USER, SAP_USER } from './sap.ts';

type Texts = Readonly<Record<string, string>>;

interface SchemaTexts {
  readonly name: string;
  readonly description: string;
  readonly attributes?: Texts | undefined;
}

const TEXTS: ReadonlyMap<string, SchemaTexts> = new Map(
  (
    [
      [USER, 'User', 'User account'],
      [GROUP, 'Group', 'Group of users'],
      [ENTERPRISE_USER, 'EnterpriseUser', 'Users of an enterprise', ENTERPRISE_DESCRIPTIONS],
      [SAP_USER, 'SapUser', "Users of SAP's Identity Directory", SAP_USER_DESCRIPTIONS],
      [SAP_GROUP, 'SapGroup', "Groups of SAP's Identity Directory", SAP_GROUP_DESCRIPTIONS],
      [CUSTOM_USER, 'CustomUser', 'Custom attributes of users', CUSTOM_USER_DESCRIPTIONS],
      [CUSTOM_GROUP, 'CustomGroup', 'Technical names of groups', CUSTOM_GROUP_DESCRIPTIONS],
      [AUTHORIZATION, 'Authorization', 'Authorizations of groups'],
      [SAP_ODM_USER, 'OneDomainModelUser', "Workforce data of SAP's One Domain Model"],
    ] satisfies [Schema, string, string, Texts?][]
  ).map(([{ id }, name, description, attributes]) => [id.toLowerCase(), { name, description, attributes }]),
);

/** @returns `undefined` for a schema that this product does not know */
export function schemaTexts(urn: string): Pick<SchemaTexts, 'name' | 'description'> | undefined {
  return TEXTS.get(urn.toLowerCase());
}

/**
 * @param place names from the root; the first may be the URN of an extension
 * @param declared absent: no schema has it
 */
export function attributeDescription(place: readonly string[], declared: Attribute | undefined): string {
  const [first = ''] = place;
  const isOfExtension = first.includes(':');
  const names = isOfExtension ? place.slice(1) : place;
  const last = names.at(-1) ?? '';
  if (declared === undefined) return `${last}, as the transformations of this system map it.`;
  const texts = isOfExtension ? TEXTS.get(first.toLowerCase())?.attributes : CORE_DESCRIPTIONS;
  return (
    textAt(texts, names.join('.')) ??
    (names.length > 1 ? textAt(VALUE_DESCRIPTIONS, last) : undefined) ??
    `${asWords(last)}.`
  );
}

function textAt(texts: Texts | undefined, name: string): string | undefined {
  return texts !== undefined && Object.hasOwn(texts, name) ? texts[name] : undefined;
}

/** `costCenterId` → `Cost center id`. */
function asWords(name: string): string {
  const words = name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
