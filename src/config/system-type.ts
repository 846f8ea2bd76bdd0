/** What to say to a `type` that is none. */
import type { ConnectorDefinition } from '../connectors/connector.ts';
import { closest } from '../transformation/index.ts';
import { servedSapTypes, typeKey } from './connector-of.ts';
import { SAP_TYPES } from './sap-types.ts';

/** Letters from which on a name may be mistyped: shorter ones are other abbreviations. */
const SHORTEST = 4;

/** Names of types, what SAP and others call them and their prefixes are compared by their words. */
export function unknownType(type: string, definitions: ReadonlyMap<string, ConnectorDefinition>): string {
  const foreign = SAP_TYPES.find(({ title }) => typeKey(title) === typeKey(type))?.protocol;
  if (foreign !== undefined) {
    return `type "${type}" is reached by ${foreign} and not by SCIM: the proxy has no such systems`;
  }
  const others = servedSapTypes(definitions);
  const names = new Map(
    // Where two have a name, that of the connector of its own counts.
    [...others, ...definitions.values()].flatMap((definition) => {
      const { title, prefix, otherNames = [] } = definition;
      return [definition.type, title, prefix, ...otherNames].map((name) => [letters(name), definition.type]);
    }),
  );
  const long = [...names.keys()].filter((name) => name.length >= SHORTEST);
  const wanted = letters(type);
  // `Identity Authentication Service (IAS)`
  const outside = letters(type.replaceAll(/\([^)]*\)/g, ' '));
  const near = [
    wanted,
    outside,
    wanted.length < SHORTEST ? undefined : closest(wanted, long),
    longNames(definitions).find((name) => wanted.endsWith(name)),
  ].find((name) => name !== undefined && names.has(name));
  const guess = names.get(near ?? '');
  const refused = guess === undefined ? refusedType(type) : undefined;
  if (refused !== undefined) return `unknown type "${type}"; ${refused}`;
  const [example] = others.map((definition) => definition.type);
  const more = example === undefined ? '' : `, or SAP's name of a type that speaks SCIM, such as ${example}`;
  const advice =
    guess === undefined
      ? `use one of ${[...definitions.keys()].join(', ')}${more}`
      : `did you mean "${guess}"?`;
  return `unknown type "${type}"; ${advice}`;
}

/** Types that are called so for short: `LDAP`, `S/4HANA Cloud`, `abap`. */
function refusedType(type: string): string | undefined {
  const words = wordsOf(type);
  const known = SAP_TYPES.find(({ title, protocol, prefix }) => {
    if (protocol === undefined || words.length === 0) return false;
    const theirs = new Set(wordsOf(title));
    return letters(prefix ?? '') === words.join('') || words.every((word) => theirs.has(word));
  });
  return (
    known && `"${known.title}" is reached by ${known.protocol} and not by SCIM: the proxy has no such systems`
  );
}

/** What SAP puts its own name in front of: "SAP Cloud Identity Services - Identity Authentication". */
function longNames(definitions: ReadonlyMap<string, ConnectorDefinition>): string[] {
  return [...definitions.values()].map(({ title }) => letters(title));
}

/** Words that tell no types apart. */
const PADDING = new Set([
  'sap',
  'btp',
  'service',
  'services',
  'tenant',
  'api',
  'version',
  'v1',
  'v2',
  '0',
  '1',
  '2',
]);

function letters(text: string): string {
  return wordsOf(text).join('');
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word !== '' && !PADDING.has(word));
}
