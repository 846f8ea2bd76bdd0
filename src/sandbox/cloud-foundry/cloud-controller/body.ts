/** Reading the JSON bodies of Cloud Controller. */
import type { StandInRequest } from '../../kit/message.ts';
import { messageParseError } from './errors.ts';

export type Members = ReadonlyMap<string, unknown>;

/**
 * The members of the body. What is not declared as JSON is not read at all, and then everything is missing.
 *
 * @throws CcError 400 for broken JSON
 */
export function readBody({ headers, body }: StandInRequest): Members {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:json|[\w.-]+\+json)$/.test(type)) return new Map();
  try {
    const members = membersOf(JSON.parse(body.toString('utf8')));
    if (members !== undefined) return members;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw messageParseError();
}

/** The members of an object; `undefined` for everything else. */
export function membersOf(value: unknown): Members | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

/** Names that are not among the known ones, in the words of a message; `undefined` if there are none. */
export function unknownFields(members: Members, known: readonly string[]): string | undefined {
  const unknown = [...members.keys()].filter((name) => !known.includes(name));
  if (unknown.length === 0) return undefined;
  return `Unknown field(s): ${unknown.map((name) => `'${name}'`).join(', ')}`;
}
