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

/** As text, which Node writes in one piece with the headers. */
export function sendBody(
  reply: FastifyReply,
  status: number,
  body: JsonObject,
  mediaType = SCIM_MEDIA_TYPE,
): FastifyReply {
  return reply.code(status).header('content-type', mediaType).serializer(asItIs).send(JSON.stringify(body));
}

/** Without a serializer, Fastify adds a charset parameter to JSON text, which this media type does not have. */
function asItIs(text: string): string {
  return text;
}

function sendBytes(
  reply: FastifyReply,
  status: number,
  bytes: Buffer,
  mediaType = SCIM_MEDIA_TYPE,
): FastifyReply {
  return reply.code(status).header('content-type', mediaType).send(bytes);
}

/** @param warnings all of them */
export function sendResponse(
  reply: FastifyReply,
  response: ProxyResponse,
  warnings: readonly string[],
): FastifyReply {
  setHeaders(reply, response, warnings);
  const { status, body, text, mediaType } = response;
  if (text !== undefined) return sendBytes(reply, status, text, mediaType);
  return body === undefined ? reply.code(status).send() : sendBody(reply, status, body, mediaType);
}

/** The same, written in pieces. @param pause between them, where others may have to wait */
export async function sendLargeResponse(
  reply: FastifyReply,
  response: ProxyResponse,
  warnings: readonly string[],
  pause: Pause,
): Promise<FastifyReply> {
  const { status, body } = response;
  if (body === undefined) return sendResponse(reply, response, warnings);
  setHeaders(reply, response, warnings);
  return sendBytes(reply, status, await printInPieces(body, pause));
}

function setHeaders(
  reply: FastifyReply,
  { location, version }: ProxyResponse,
  warnings: readonly string[],
): void {
  if (location !== undefined) reply.header('location', headerUrl(location));
  const entityTag = printEntityTag(version);
  if (entityTag !== undefined) reply.header('etag', entityTag);
  if (warnings.length > 0) reply.header('x-ipsproxy-warning', headerWarnings(warnings));
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
