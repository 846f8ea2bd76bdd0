/** What to say to a `type` that is none. */
import type { ConnectorDefinition } from '../connectors/connector.ts';
import { closest } from '../transformation/index.ts';

/** Names of types, what SAP calls them and their prefixes are compared by their letters and digits. */
export function unknownType(type: string, definitions: ReadonlyMap<string, ConnectorDefinition>): string {
  const names = new Map(
    [...definitions.values()].flatMap((definition) => [
      [letters(definition.type), definition.type],
      [letters(definition.title), definition.type],
      [letters(definition.prefix), definition.type],
    ]),
  );
  const wanted = letters(type);
  const near = closest(wanted, names.keys()) ?? longNames(definitions).find((name) => wanted.endsWith(name));
  const guess = names.get(near ?? '');
  const advice =
    guess === undefined ? `use one of ${[...definitions.keys()].join(', ')}` : `did you mean "${guess}"?`;
  return `unknown type "${type}"; ${advice}`;
}

/** What SAP puts its own name in front of: "SAP Cloud Identity Services - Identity Authentication". */
function longNames(definitions: ReadonlyMap<string, ConnectorDefinition>): string[] {
  return [...definitions.values()].map(({ title }) => letters(title));
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
