/** What to say to a `type` that is none. */
import type { ConnectorDefinition } from '../connectors/connector.ts';
import { closest } from '../transformation/index.ts';

/** Letters from which on a name may be mistyped: shorter ones are other abbreviations. */
const SHORTEST = 4;

/** Names of types, what SAP and others call them and their prefixes are compared by their words. */
export function unknownType(type: string, definitions: ReadonlyMap<string, ConnectorDefinition>): string {
  const names = new Map(
    [...definitions.values()].flatMap((definition) => {
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
  const advice =
    guess === undefined ? `use one of ${[...definitions.keys()].join(', ')}` : `did you mean "${guess}"?`;
  return `unknown type "${type}"; ${advice}`;
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
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => !PADDING.has(word)).join('');
}
