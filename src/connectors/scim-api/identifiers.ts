/** What can collide with another entity, in the words of the client's own request. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { CUSTOM_GROUP_EXTENSION } from '../sap-extensions.ts';
import type { EntityKind } from './entity-kind.ts';

/** `userName "ada", e-mail "ada@example.com"`, or `undefined` where there is none. */
export function identifiersOf(kind: EntityKind, entity: JsonObject): string | undefined {
  const found = kind === 'user' ? userIdentifiers(entity) : groupIdentifiers(entity);
  const texts = found.flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [`${name} ${JSON.stringify(value.slice(0, 100))}`] : [],
  );
  return texts.length === 0 ? undefined : texts.join(', ');
}

type Identifier = readonly [name: string, value: JsonValue | undefined];

function userIdentifiers(entity: JsonObject): Identifier[] {
  const emails = entity['emails'];
  const values = Array.isArray(emails) ? emails.filter(isJsonObject) : [];
  const email = values.find((entry) => entry['primary'] === true) ?? values[0];
  return [
    ['userName', entity['userName']],
    ['e-mail', email?.['value']],
  ];
}

function groupIdentifiers(entity: JsonObject): Identifier[] {
  const custom = entity[CUSTOM_GROUP_EXTENSION];
  return [
    ['name', isJsonObject(custom) ? custom['name'] : undefined],
    ['displayName', entity['displayName']],
  ];
}
