/** What a client is told of a status that no backend documents. */
import { describe, expect, it } from 'vitest';
import type { Backend, CallDescription } from '../../../src/connectors/http/backend.ts';
import type { ResponseHeaders } from '../../../src/connectors/http/exchange.ts';
import { undocumentedStatus } from '../../../src/connectors/http/undocumented-status.ts';
import { ERROR_SCHEMA } from '../../../src/scim/errors.ts';
import { exampleBackend, LIST_CALL, EXAMPLE as WHO } from '../support/example-backend.ts';
import { answered } from '../support/outbound.ts';

const LIST = LIST_CALL;
const FIND: CallDescription = { ...LIST, filtered: true };
const POST: CallDescription = { ...LIST, method: 'POST' };
const DELETE: CallDescription = { ...LIST, method: 'DELETE', target: 'entity' };
const GET: CallDescription = { ...LIST, target: 'entity' };
const TOKEN: CallDescription = { ...POST, changesNothing: true };
const ROOT: CallDescription = { ...LIST, resource: '' };
const CHECK = 'check the property URL';
const UNCHANGED = ' Nothing was changed.';

function read(
  call: CallDescription,
  status: number,
  body: unknown = '',
  headers: ResponseHeaders = {},
  more: Partial<Backend> = {},
) {
  const error = undocumentedStatus(exampleBackend(more), call, answered(status, headers, body));
  return error === undefined ? undefined : [error.status, error.scimType, error.message];
}

const said = (call: CallDescription, status: number, words: string) =>
  `${WHO} answered ${call.method} /scim/Users with ${status}${words}`;

describe('a status', () => {
  it.each([400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504, 599])(
    '%d is for the backend itself to tell',
    (status) => {
      expect(read(LIST, status)).toBeUndefined();
      expect(read(POST, status)).toBeUndefined();
    },
  );

  it.each<[number, CallDescription, number, string | undefined, string]>([
    [
      304,
      LIST,
      502,
      undefined,
      `Nobody asked whether anything had changed: look for a cache in front of the backend, and ${CHECK}.`,
    ],
    [402, LIST, 502, undefined, 'Whoever runs the backend has to say what has to be paid.'],
    [405, LIST, 502, undefined, `This is no API that can be read: ${CHECK}.`],
    [405, POST, 501, undefined, `The backend has no such operation; if it should, ${CHECK}.${UNCHANGED}`],
    [406, LIST, 502, undefined, `The backend does not take the media type: ${CHECK}.`],
    [415, POST, 502, undefined, `The backend does not take the media type: ${CHECK}.`],
    [407, LIST, 502, undefined, 'A web proxy on the way to the backend wants credentials of its own.'],
    [408, LIST, 504, undefined, 'The backend did not get the whole request in time.'],
    [408, POST, 504, undefined, `The backend did not get the whole request in time.${UNCHANGED}`],
    [410, LIST, 502, undefined, `This is not how it says that an entity does not exist: ${CHECK}.`],
    [410, GET, 502, undefined, `This is not how it says that an entity does not exist: ${CHECK}.`],
    [412, DELETE, 412, undefined, 'The entity was changed meanwhile: read it again before you repeat.'],
    [413, POST, 413, undefined, 'The request is too large for the backend: send fewer values at once.'],
    [
      414,
      FIND,
      400,
      'invalidFilter',
      'The filter makes the URL too long for the backend: write a shorter one.',
    ],
    [
      431,
      FIND,
      400,
      'invalidFilter',
      'The filter makes the URL too long for the backend: write a shorter one.',
    ],
    [
      414,
      LIST,
      502,
      undefined,
      `The URL or the headers are too long for the backend or for what stands in front of it: check the properties ips.http.header.*, and ${CHECK}.`,
    ],
    [
      431,
      POST,
      502,
      undefined,
      `The URL or the headers are too long for the backend or for what stands in front of it: check the properties ips.http.header.*, and ${CHECK}.`,
    ],
    [421, LIST, 502, undefined, `Another server has answered: ${CHECK}.`],
    [423, DELETE, 409, undefined, `The entity is locked at the moment.${UNCHANGED}`],
    [423, GET, 409, undefined, 'The entity is locked at the moment.'],
    [426, LIST, 502, undefined, `It wants another protocol: ${CHECK}.`],
    [
      428,
      DELETE,
      400,
      undefined,
      `The backend changes nothing without a version: send the one that was read in If-Match.${UNCHANGED}`,
    ],
    [451, GET, 403, undefined, 'The backend must not do this for reasons of law.'],
    [501, LIST, 501, undefined, 'The backend does not support this.'],
    [501, POST, 501, undefined, `The backend does not support this.${UNCHANGED}`],
    [505, LIST, 502, undefined, `It does not speak HTTP/1.1: ${CHECK}, and what stands in front of it.`],
    [507, POST, 502, undefined, 'The backend has no room to store it: whoever runs it has to make some.'],
    [
      508,
      LIST,
      502,
      undefined,
      `The request went round in a circle: ${CHECK}, and what stands in front of the backend.`,
    ],
    [
      511,
      LIST,
      502,
      undefined,
      `A network on the way wants a logon of its own, so that the backend has not seen the request: ask who runs the network, and ${CHECK}.`,
    ],
    [418, LIST, 400, undefined, ''],
    [418, FIND, 400, 'invalidFilter', ''],
    [499, POST, 400, 'invalidValue', ''],
    [
      302,
      LIST,
      502,
      undefined,
      `Redirects are not followed, because the credentials would go along: ${CHECK}, which has to name the final host.`,
    ],
    [
      399,
      POST,
      502,
      undefined,
      `Redirects are not followed, because the credentials would go along: ${CHECK}, which has to name the final host.`,
    ],
  ])('%d of %o is %d %s', (status, call, client, scimType, advice) => {
    expect(read(call, status)).toEqual([client, scimType, said(call, status, `. ${advice}`).trim()]);
    expect(read(call, status, 'It says so')).toEqual([
      client,
      scimType,
      said(call, status, `: It says so. ${advice}`).trim(),
    ]);
    // What the proxy needs for itself is none of the client's mistakes.
    for (const own of [TOKEN, ROOT]) {
      if (client !== 502 && call.method === own.method) expect(read(own, status)?.[0] ?? 502).toBe(502);
    }
  });

  it('410 is a missing entity where the backend itself says so', () => {
    const body = { schemas: [ERROR_SCHEMA], detail: 'It has gone.' };
    expect(read(GET, 410, body)).toEqual([404, undefined, said(GET, 410, ': It has gone.')]);
    expect(read(LIST, 410, body)?.[0]).toBe(502);
  });

  it.each([412, 413, 418])('%d keeps the scimType that came', (status) => {
    const body = { schemas: [ERROR_SCHEMA], detail: 'No.', scimType: 'mutability' };
    expect(read(POST, status, body)?.[1]).toBe('mutability');
  });

  it.each([406, 415])('%d names the property that sets the content type', (status) => {
    expect(read(POST, status, '', {}, { contentTypeProperty: 'x.content.type' })?.[2]).toBe(
      said(
        POST,
        status,
        `. The backend does not take the media type: check the property x.content.type, which sets the content type, else ${CHECK}.`,
      ),
    );
  });

  it('in whose place the proxy asks for itself is not told as a mistake of the client', () => {
    expect(read(TOKEN, 418)).toBeUndefined();
    expect(read(ROOT, 501)).toBeUndefined();
    expect(read(TOKEN, 421)?.[0]).toBe(502);
    expect(read(ROOT, 405)?.[0]).toBe(502);
  });
});

describe('a redirect', () => {
  const FINAL = `Redirects are not followed, because the credentials would go along: ${CHECK}, which has to name the final host.`;
  const OUTCOME = 'Whether the change was made is not known: read the entity before you repeat the request.';

  it.each([
    ['https://other.example:8443/a?b', 'https://other.example:8443'],
    ['/elsewhere', 'https://directory.example'],
    ['//third.example/x', 'https://third.example'],
  ])('names where it leads: %s', (location, origin) => {
    expect(read(LIST, 302, '', { location })?.[2]).toBe(
      said(LIST, 302, `. It is a redirect to ${origin}. ${FINAL}`),
    );
  });

  it('names nothing where it leads nowhere', () => {
    expect(read(LIST, 302, '', { location: 'https://' })?.[2]).toBe(said(LIST, 302, `. ${FINAL}`));
  });

  it('303 leaves open what came of a change', () => {
    expect(read(POST, 303)?.[2]).toBe(said(POST, 303, `. ${FINAL} ${OUTCOME}`));
    expect(read(LIST, 303)?.[2]).not.toContain(OUTCOME);
    expect(read(POST, 307)?.[2]).not.toContain(OUTCOME);
  });
});
