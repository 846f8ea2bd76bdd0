/** Request bodies: JSON objects in UTF-8, within bounds. */

import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { type JSONVisitor, visit } from 'jsonc-parser';
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { checkContent, invalidSyntax } from './body-content.ts';
import { SCIM_MEDIA_TYPE } from './media-type.ts';

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

/** @throws ScimError 400, mostly `invalidSyntax`, that says where, without repeating what is there */
export function parseBody(bytes: Uint8Array): JsonObject {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidSyntax('The request body is not UTF-8.');
  }
  if (text.trim() === '') throw emptyBody();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidSyntax(`The request body is not JSON${syntaxErrorPosition(text)}.`);
  }
  if (!isJsonObject(value)) throw invalidSyntax('The request body has to be a JSON object.');
  checkContent(value, text);
  return value;
}

export function emptyBody(): ScimError {
  return invalidSyntax('The request body is empty; it has to be a JSON object.');
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
