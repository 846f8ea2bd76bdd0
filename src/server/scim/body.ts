/** Request bodies: JSON objects in UTF-8, within bounds. */

import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { type JSONVisitor, visit } from 'jsonc-parser';
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { SCIM_MEDIA_TYPE } from './media-type.ts';

/** Levels of objects and lists; SCIM needs four, and recursion behind us must not overflow the stack. */
const DEEPEST = 64;

/**
 * Checks the headers of a request that has to have a body.
 *
 * @throws ScimError 415
 */
export function checkMediaType({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const refuse = (why: string) => {
    throw new ScimError(415, `${why} Send ${SCIM_MEDIA_TYPE} or application/json in UTF-8.`);
  };
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    refuse('Compressed bodies are not supported.');
  const contentType = headers['content-type'];
  if (contentType === undefined) {
    const empty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
    if (!empty) refuse('The Content-Type header is missing.');
    return;
  }
  const type = parseMediaType(contentType);
  if (type?.essence !== SCIM_MEDIA_TYPE && type?.essence !== 'application/json') {
    refuse('This Content-Type is not supported.');
  }
  const charset = type?.params.get('charset');
  if (charset && !/^utf-?8$/i.test(charset)) refuse('Only the charset UTF-8 is supported.');
}

function parseMediaType(text: string): MIMEType | undefined {
  try {
    return new MIMEType(text);
  } catch {
    return undefined;
  }
}

/** @throws ScimError 400 `invalidSyntax` that says where, without repeating what is there */
export function parseBody(bytes: Uint8Array): JsonObject {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('The request body is not UTF-8.');
  }
  if (text.trim() === '') throw emptyBody();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(`The request body is not JSON${syntaxErrorPosition(text)}.`);
  }
  if (!isJsonObject(value)) throw invalid('The request body has to be a JSON object.');
  checkContent(value);
  return value;
}

export function emptyBody(): ScimError {
  return invalid('The request body is empty; it has to be a JSON object.');
}

function invalid(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidSyntax' });
}

/** V8's own message would quote the body, and with it personal data. */
function syntaxErrorPosition(text: string): string {
  let position = '';
  const stop = new Error('found');
  const visitor: JSONVisitor = {
    onError: (_error, _offset, _length, line, character) => {
      position = `: there is an error in line ${line + 1}, column ${character + 1}`;
      throw stop;
    },
  };
  try {
    visit(text, visitor, { disallowComments: true });
  } catch {
    // Found, or nested too deeply to tell.
  }
  return position;
}

/**
 * Walks without recursion. `__proto__` is no attribute name (RFC 7643 §2.1: names begin with a letter), and a trap for
 * code that copies members by assignment; `constructor` and `prototype` are names like any other.
 */
function checkContent(body: JsonObject): void {
  const open: { readonly node: unknown; readonly depth: number }[] = [{ node: body, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (typeof node === 'number' && !Number.isFinite(node))
      throw invalid('A number in the request body is too large.');
    if (typeof node === 'string' && !node.isWellFormed())
      throw invalid('A text in the request body has half of a surrogate pair.');
    if (typeof node !== 'object' || node === null) continue;
    if (depth > DEEPEST) throw invalid(`The request body is nested more than ${DEEPEST} levels deep.`);
    if (Object.hasOwn(node, '__proto__')) throw invalid('"__proto__" is not an attribute name.');
    for (const child of Array.isArray(node) ? node : Object.values(node)) {
      open.push({ node: child, depth: depth + 1 });
    }
  }
}
