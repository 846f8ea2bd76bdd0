/**
 * Keeps secrets of entities out of what a backend answers: a password that a client sets for a user is the backend's alone, and
 * some backends repeat it where they refuse it. The system's own secrets go first: what clients send, such as a single
 * letter, could take one apart so that its mask no longer finds it.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import type { CallContext } from '../../connector.ts';
import type { OutboundResponse } from '../exchange.ts';
import { MASK, SecretMask } from './secret-mask.ts';

/** Bytes of a body that are read; errors are short, and nobody reads more of one. */
const MOST_READ = 64 * 1024;
/** What is nested more deeply is not read. */
const DEEPEST = 100;

/** The answer of a request that failed; as it is where the request had no such secrets. @param system the mask of its secrets */
export function withoutEntitySecrets(
  response: OutboundResponse,
  { secrets }: CallContext,
  system: SystemMask,
): OutboundResponse {
  const mask = maskOf(secrets, system);
  if (mask === undefined) return response;
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, value && mask.text(value)]),
  );
  const text = response.body.toString('utf8', 0, MOST_READ);
  const json = response.body.length > MOST_READ ? undefined : parsed(text);
  const body = json === undefined ? mask.text(text) : JSON.stringify(maskedJson(json, mask, 0));
  return { ...response, headers, body: Buffer.from(body) };
}

/** What was answered as if all was well, and is an error. */
export function jsonWithoutEntitySecrets(
  body: JsonValue,
  { secrets }: CallContext,
  system: SystemMask,
): JsonValue {
  const mask = maskOf(secrets, system);
  return mask === undefined ? body : maskedJson(body, mask, 0);
}

/** What code of others throws. @param system hides its secrets */
export function textWithoutEntitySecrets(
  { secrets }: CallContext,
  system: (text: string) => string,
): (text: string) => string {
  const mask = maskOf(secrets, { text: system, covers: (text) => system(text) !== text });
  return mask === undefined ? system : mask.text;
}

type SystemMask = Pick<SecretMask, 'text' | 'covers'>;

function maskOf(secrets: CallContext['secrets'], system: SystemMask): SystemMask | undefined {
  const found = secrets?.() ?? [];
  if (found.length === 0) return undefined;
  const own = new SecretMask({ headers: {}, secrets: found, onlyKnown: true });
  return {
    text: (text) => own.text(system.text(text)),
    covers: (text) => own.covers(text) || system.covers(text),
  };
}

function maskedJson(value: JsonValue, mask: SystemMask, depth: number): JsonValue {
  if (typeof value === 'string') return mask.text(value);
  if (typeof value === 'number') return mask.covers(String(value)) ? MASK : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return null;
  if (!isJsonObject(value)) return value.map((element) => maskedJson(element, mask, depth + 1));
  const copy: JsonObject = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, maskedJson(member, mask, depth + 1)]),
  );
  return copy;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
