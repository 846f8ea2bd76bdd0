/** Request bodies: JSON objects in UTF-8, within bounds. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { type JSONVisitor, visit } from 'jsonc-parser';
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import type { JsonGauge } from '../../scim/large-json/gauge.ts';
import { type Pause, parseInPieces } from '../../scim/large-json/parse.ts';
import { checkContent, checkLargeContent, invalidSyntax, type LongLists } from './body-content.ts';
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
  if (contentType === SCIM_MEDIA_TYPE || contentType === 'application/json') return;
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

/**
 * @throws ScimError 400, mostly `invalidSyntax`, that says where, without repeating what is there
 */
export function parseBody(bytes: Uint8Array, longLists: LongLists): JsonObject {
  const text = textOf(bytes);
  if (text.trim() === '') throw emptyBody();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidSyntax(`The request body is not JSON${syntaxErrorPosition(text)}.`);
  }
  const body = objectOf(value);
  checkContent(body, text, longLists);
  return body;
}

/** The same of a body that is not small, while others get their turn. @throws ScimError 400, and what `pause` throws */
export async function parseLargeBody(
  bytes: Buffer,
  gauge: JsonGauge,
  longLists: LongLists,
  pause: Pause,
): Promise<JsonObject> {
  if (!isUtf8(bytes)) throw notUtf8();
  await pause();
  let value: unknown;
  try {
    value = await parseInPieces(bytes, gauge.longLists, parseWithoutMark, pause);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidSyntax(
      `The request body is not JSON${syntaxErrorPosition(bytes.toString('utf8', 0, MOST_SEARCHED))}.`,
    );
  }
  const body = objectOf(value);
  await pause();
  checkLargeContent(body, gauge.members, longLists);
  await pause();
  return body;
}

/** RFC 8259 §8.1: a byte order mark may be ignored, as it is in a small body. */
function parseWithoutMark(text: string): JsonValue {
  return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw notUtf8();
  }
}

function notUtf8(): ScimError {
  return invalidSyntax('The request body is not UTF-8.');
}

function objectOf(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw invalidSyntax('The request body has to be a JSON object.');
  return value;
}

export function emptyBody(): ScimError {
  return invalidSyntax('The request body is empty; it has to be a JSON object.');
}

/** Characters in which the place of a syntax error is looked for. */
const MOST_SEARCHED = 64 * 1024;

/** V8's own message would quote the body, and with it personal data. */
function syntaxErrorPosition(whole: string): string {
  const text = whole.slice(0, MOST_SEARCHED);
  let position = '';
  const stop = new Error('found');
  const visitor: JSONVisitor = {
    onError: (_error, offset, length, line, character) => {
      // Where the text was cut, an error says nothing.
      if (text.length === MOST_SEARCHED && offset + length >= MOST_SEARCHED) throw stop;
      position = `: there is an error in line ${line + 1}, column ${character + 1}`;
      throw stop;
    },
  };
  try {
    visit(text, visitor, { disallowComments: true });
  } catch {
    // Found, or nested too deeply to tell.
  }
  return position || (text.length === MOST_SEARCHED ? ': there is an error behind the first 64 kB' : '');
}
