import { describe, expect, it } from 'vitest';
import { ScimError } from '../../src/scim/errors.ts';
import { decodePart, splitTarget } from '../../src/server/http/request-target.ts';
import { parseBody } from '../../src/server/scim/body.ts';
import { parseQuery } from '../../src/server/scim/query.ts';
import { withMistakes } from '../support/mistakes.ts';
import { fc, reaching } from '../support/property.ts';
import { API, AUTHORIZATION, ERROR_SCHEMA, fakeSystem, SYSTEM, scimErrorOf, startProxy } from './helpers.ts';

/** Runs `work` and gives the error it threw, which has to be one for the client. */
function refusal(work: () => unknown): ScimError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ScimError);
    return error as ScimError;
  }
}

const wellFormed = fc
  .string({ unit: 'grapheme' })
  .filter((text) => !text.includes('\0') && text.isWellFormed());

describe('whatever comes in', () => {
  it('an encoded id is decoded to itself', () => {
    fc.assert(
      fc.property(
        wellFormed,
        reaching((id) => {
          expect(decodePart(encodeURIComponent(id), 'The id')).toBe(id);
          return encodeURIComponent(id) !== id;
        }),
      ),
    );
  });

  it('encoded parameters are decoded to themselves', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(wellFormed.filter(Boolean), wellFormed)),
        reaching((pairs) => {
          const text = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
          const query = parseQuery(text);
          for (const [name] of pairs) {
            const values = pairs.filter(([other]) => other === name).map(([, value]) => value);
            expect(query[name]).toEqual(values.length === 1 ? values[0] : values);
          }
          return pairs.length > 1;
        }),
      ),
    );
  });

  it('a target is split without losing anything', () => {
    const part = (more: readonly string[]) =>
      fc.string({ unit: fc.constantFrom('/', '.', '%', '2', 'e', '&', 'é', 'a', ...more) });
    fc.assert(
      fc.property(
        part([]),
        part(['?']),
        reaching((path, query) => {
          expect(splitTarget(`/${path}?${query}`)).toEqual({ path: `/${path}`, query });
          expect(splitTarget(`http://host:1/${path}?${query}`)).toEqual({ path: `/${path}`, query });
          return path !== '' && query !== '';
        }),
      ),
    );
  });

  it('a JSON object is parsed as it is, or refused for a reason', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 8 })),
        reaching((value) => {
          const text = JSON.stringify(value);
          const error = refusal(() =>
            expect(parseBody(Buffer.from(text), 'members')).toEqual(JSON.parse(text)),
          );
          if (error !== undefined) expect(text).toContain('"__proto__"');
          return error === undefined && Object.keys(value).length > 0;
        }),
      ),
    );
  });

  it('bytes are a body or a 400, and prototypes stay as they are', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const jsonish = fc
      .string({ unit: fc.constantFrom(...'{}[]":,\\u0_proto 1e9.-tfn\n') })
      .map((text) => Buffer.from(text));
    const object = fc
      .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }))
      .map((body) => Buffer.from(JSON.stringify(body)));
    const cut = fc.tuple(object, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % bytes.length));
    fc.assert(
      fc.property(
        fc.oneof({ weight: 5, arbitrary: object }, cut, fc.uint8Array(), jsonish),
        // What is a body is taken, and has all of its members.
        reaching((bytes) => {
          let body: unknown;
          const error = refusal(() => {
            body = parseBody(bytes, 'members');
          });
          if (error === undefined) {
            expect(body).toEqual(JSON.parse(bytes.toString()));
            return true;
          }
          expect([400, 'invalidSyntax', 'invalidValue']).toEqual(
            expect.arrayContaining([error.status, error.scimType]),
          );
          return false;
        }),
      ),
      { numRuns: 1000 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });

  it('a URL is answered with what the system says or with a SCIM error', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const piece = fc.constantFrom(
      ...[
        '/',
        '..',
        '.',
        '%2e',
        '%2F',
        '%00',
        '%zz',
        '%',
        '?',
        '&',
        '=',
        '#',
        'Users',
        'Groups',
        SYSTEM,
        'ü',
      ],
      ...[
        'filter',
        '+',
        '%F0%9F%98%80',
        '__proto__',
        'Me',
        '.search',
        '%ff',
        '//',
        'x'.repeat(1100),
        ';',
        '@',
        '\\',
      ],
    );
    const method = fc.constantFrom('GET', 'DELETE', 'OPTIONS', 'PROPFIND');
    const query = fc.constantFrom(
      [],
      ['?', 'filter', '=', 'ü'],
      ['?', 'filter', '=', '+', '&', '__proto__', '='],
    );
    const id = fc.constantFrom(
      [],
      ['/'],
      ['/', '1'],
      ['/', '%2F'],
      ['/', 'ü', '/'],
      ['/', '%F0%9F%98%80', '@', ';'],
    );
    const target = fc
      .tuple(fc.constantFrom('Users', 'Groups'), id, query)
      .map(([endpoint, place, asked]) => [endpoint, ...place, ...asked]);
    const pieces = fc.oneof(
      { weight: 3, arbitrary: target },
      withMistakes(target, piece),
      fc.array(piece, { maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(
        pieces,
        method,
        fc.boolean(),
        reaching(async (parts, verb, below) => {
          const target = `${below ? `${API}/${SYSTEM}/` : '/'}${parts.join('')}`;
          const text = `${verb} ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\nConnection: close\r\n\r\n`;
          const answer = await proxy.raw(text);
          if (/^HTTP\/1.1 20[04] /.test(answer)) return true;
          const { status, body } = scimErrorOf(answer);
          expect([400, 404, 405, 414, 501]).toContain(status);
          expect(body).toMatchObject({
            schemas: [ERROR_SCHEMA],
            status: String(status),
            detail: expect.any(String),
          });
          return !String(body['detail']).startsWith('No such URL. ');
        }),
      ),
      { numRuns: 150 },
    );
    for (const { id = 'none' } of system.calls) expect(id).not.toMatch(/^\.{1,2}$|\0/);
  });
});
