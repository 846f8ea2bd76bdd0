/** What the UAA, its web server and what stands in front of them say about a failure, in whatever shape. */
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import type { SecretMask } from '../http/masking/secret-mask.ts';
import { presentable } from '../http/upstream-message.ts';

/** Characters. */
const MOST_READ = 65_536;
const BROKEN_JSON = /^\s*[[{]/;
const JAVA_TAIL =
  /;? ?nested exception is |\s?\(?(?:start marker )?at \[Source|\s?\(through reference chain|: (?:public|private|protected) /;
const JSON_TOKEN = / \(token `[^`]{0,100}`\)/g;
const JAVA_NAME = /\b(?:[a-z]\w{0,50}\.){2,10}[A-Z][\w$]{0,200}/g;
const JAVA =
  /Exception\b|Callback\b|\bJDBC\b|\bSQL|SQLState|\b(?:javax?|jakarta|org|com|io)\.[a-z]\w{0,50}\.(?:\w{1,50}\.){0,10}[A-Z]/;

export interface UaaAnswer {
  /** The code, such as `scim_resource_not_found`. */
  readonly error: string | undefined;
  /** What it says, as it says it. */
  readonly words: string | undefined;
}

/** An object of the UAA or of its web server, a list of such, a text in JSON (its firewall), or no JSON at all. */
export function readAnswer(raw: Buffer): UaaAnswer {
  const json = parsed(raw);
  if (json === undefined) return { error: undefined, words: raw.toString('utf8', 0, MOST_READ) };
  const first: unknown = Array.isArray(json) ? json[0] : json;
  if (typeof first === 'string') return { error: undefined, words: first.slice(0, MOST_READ) };
  if (!isJsonObject(first)) return { error: undefined, words: undefined };
  const texts = ['error_description', 'message', 'detail', 'error'].map((name) => textOf(first, name));
  return { error: textOf(first, 'error'), words: texts.find((text) => text)?.slice(0, MOST_READ) };
}

/** Fit to be shown: neither what Java and its libraries put around a sentence, nor a sentence about them alone. */
export function shownWords(words: string, mask: SecretMask): string | undefined {
  if (BROKEN_JSON.test(words)) return undefined;
  const [sentence = ''] = words.split(JAVA_TAIL);
  const simple = sentence
    .replace(JSON_TOKEN, '')
    .replace(JAVA_NAME, (name) => name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1));
  return JAVA.test(simple) ? undefined : presentable(simple, mask);
}

/** The body as an object, where it is one. */
export function readBody(raw: Buffer): JsonObject | undefined {
  const json = parsed(raw);
  return isJsonObject(json) ? json : undefined;
}

function parsed(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}

function textOf(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}
