/** Writes SCIM responses. */
import type { FastifyReply } from 'fastify';
import type { ProxyResponse } from '../../proxy/types.ts';
import { printEntityTag } from '../../scim/entity-tag.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { Pause } from '../../scim/large-json/parse.ts';
import { printInPieces } from '../../scim/large-json/print.ts';
import { SCIM_MEDIA_TYPE } from './media-type.ts';

/** Warnings are for people; more than this many, or this long, nobody reads in a header. */
const MOST_WARNINGS = 10;
const LONGEST_WARNING = 300;

export function sendBody(reply: FastifyReply, status: number, body: JsonObject): FastifyReply {
  return sendBytes(reply, status, Buffer.from(JSON.stringify(body)));
}

/** As bytes, since Fastify adds a charset parameter to JSON text, which this media type does not have. */
function sendBytes(reply: FastifyReply, status: number, bytes: Buffer): FastifyReply {
  return reply.code(status).header('content-type', SCIM_MEDIA_TYPE).send(bytes);
}

/** @param pause between pieces, where others may have to wait while the body is written */
export async function sendResponse(
  reply: FastifyReply,
  response: ProxyResponse,
  pause: Pause | undefined,
): Promise<FastifyReply> {
  const { status, body, text, location, version, warnings } = response;
  if (location !== undefined) reply.header('location', headerUrl(location));
  const entityTag = printEntityTag(version);
  if (entityTag !== undefined) reply.header('etag', entityTag);
  if (warnings.length > 0) reply.header('x-ipsproxy-warning', headerWarnings(warnings));
  if (text !== undefined) return sendBytes(reply, status, text);
  if (body === undefined) return reply.code(status).send();
  if (pause === undefined) return sendBody(reply, status, body);
  return sendBytes(reply, status, await printInPieces(body, pause));
}

function headerWarnings(warnings: readonly string[]): string[] {
  const lines = warnings.slice(0, MOST_WARNINGS).map(headerText);
  if (warnings.length > MOST_WARNINGS) lines.push(`and ${warnings.length - MOST_WARNINGS} more`);
  return lines;
}

/** Neither line breaks nor anything else that is not printable ASCII. */
function headerText(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]+/g, '?');
  return plain.length > LONGEST_WARNING ? `${plain.slice(0, LONGEST_WARNING - 3)}...` : plain;
}

function headerUrl(url: string): string {
  return url.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}
