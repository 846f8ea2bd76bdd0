/**
 * Keeps secrets of entities out of what a backend answers: a password that a client sets for a user is the backend's alone, and
 * some backends repeat it where they refuse it. Who the system is does not matter here, and whatever else is in the texts is
 * left to {@link SecretMask}.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import type { CallContext } from '../../connector.ts';
import type { OutboundResponse } from '../exchange.ts';
import { MASK, SecretMask } from './secret-mask.ts';

/** Bytes of a body that are read; errors are short, and nobody reads more of one. */
const MOST_READ = 64 * 1024;
/** What is nested more deeply is not read. */
const DEEPEST = 100;

/** The answer of a request that failed. */
export function withoutEntitySecrets(response: OutboundResponse, { secrets }: CallContext): OutboundResponse {
  const mask = maskOf(secrets);
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
export function jsonWithoutEntitySecrets(body: JsonValue, { secrets }: CallContext): JsonValue {
  const mask = maskOf(secrets);
  return mask === undefined ? body : maskedJson(body, mask, 0);
}

/** What code of others throws. */
export function textWithoutEntitySecrets({ secrets }: CallContext): ((text: string) => string) | undefined {
  const mask = maskOf(secrets);
  return mask === undefined ? undefined : (text) => mask.text(text);
}

function maskOf(secrets: CallContext['secrets']): SecretMask | undefined {
  const found = secrets?.() ?? [];
  return found.length === 0 ? undefined : new SecretMask({ headers: {}, secrets: found, onlyKnown: true });
}

function maskedJson(value: JsonValue, mask: SecretMask, depth: number): JsonValue {
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
