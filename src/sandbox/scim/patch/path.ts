/** The path of a PATCH operation (RFC 7644 §3.5.2, figure 7). */
import { refused } from '../failure.ts';
import { compileElementFilter, type Test } from '../filter/compile.ts';
import { parseFilter } from '../filter/syntax.ts';
import { type Address, definitionAt, parseAddress } from '../schema/address.ts';
import type { ResourceType } from '../schema/resource-types.ts';

export interface PatchPath extends Address {
  /** As it was sent, for messages. */
  readonly text: string;
  /** Of `emails[…]`: which elements are meant. */
  readonly elements?: Test | undefined;
}

const VALUE_PATH = /^([^[\]]+)\[(.*)\](?:\.([^.[\]]+))?$/s;

/** @throws {Failure} 400 `invalidPath` or `invalidFilter` */
export function parsePath(type: ResourceType, text: string): PatchPath {
  const [, name, filter, sub] = VALUE_PATH.exec(text) ?? [text, text];
  const address = parseAddress(type, name ?? text);
  if (address === undefined) throw refused('invalidPath', `${text} is no path.`);
  if (filter === undefined) return { ...address, text };
  if (address.attribute === undefined || address.sub !== undefined) {
    throw refused('invalidPath', `${text} has a filter where no list is.`);
  }
  const definition = definitionAt(type, address);
  if (definition !== undefined && !definition.multiValued) {
    throw refused('invalidPath', `${name} has no list of values to choose from.`);
  }
  return { ...address, sub, text, elements: compileElementFilter(parseFilter(filter), definition) };
}
