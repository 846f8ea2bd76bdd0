/** What to say to a `type` that is none. */
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { closest } from '../transformation/index.ts';
import { servedSapTypes, typeKey } from './connector-of.ts';
import { SAP_TYPES } from './sap-types.ts';

/** Letters from which on a name may be mistyped: shorter ones are other abbreviations. */
const SHORTEST = 4;
/** More would be a list to choose from, which the documentation has. */
const MOST_GUESSES = 2;
const NONE = 'the proxy has no such systems';

/** Names of types, what SAP and others call them and their prefixes are compared by their words. */
export function unknownType(type: string, definitions: ReadonlyMap<string, ConnectorDefinition>): string {
  const foreign = SAP_TYPES.find(({ title }) => typeKey(title) === typeKey(type))?.protocol;
  if (foreign !== undefined) return `type "${type}" is reached by ${foreign} and not by SCIM: ${NONE}`;
  const others = servedSapTypes(definitions);
  const all = [...others, ...definitions.values()];
  const guess = nearType(type, all, definitions);
  const longer = all.filter(({ title }) => hasWords(title, type)).map((definition) => definition.type);
  const guesses = guess === undefined ? longer : [guess];
  const unserved = SAP_TYPES.find(({ title, protocol }) => protocol !== undefined && hasWords(title, type));
  const no = unserved && `"${unserved.title}" is reached by ${unserved.protocol} and not by SCIM: ${NONE}`;
  if (guesses.length > 0 && guesses.length <= MOST_GUESSES) {
    const meant = `did you mean ${guesses.map((each) => `"${each}"`).join(' or ')}?`;
    return `unknown type "${type}"; ${meant}${no === undefined ? '' : ` ${no}`}`;
  }
  if (no !== undefined && guesses.length === 0) return `unknown type "${type}"; ${no}`;
  const [example] = others;
  const more = example && `, or SAP's name of a type that speaks SCIM, such as "${example.title}"`;
  return `unknown type "${type}"; use one of ${[...definitions.keys()].join(', ')}${more ?? ''}`;
}

/** @param all where two have a name, the later one counts: that of a connector of its own */
function nearType(
  type: string,
  all: readonly ConnectorDefinition[],
  definitions: ReadonlyMap<string, ConnectorDefinition>,
): string | undefined {
  const names = new Map(
    all.flatMap((definition) => {
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
  return names.get(near ?? '');
}

/** Whether all words of the type are in it: `SAP Build Work Zone`. */
function hasWords(title: string, type: string): boolean {
  const words = wordsOf(type);
  return words.length > 0 && new Set(words).isSubsetOf(new Set(wordsOf(title)));
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
