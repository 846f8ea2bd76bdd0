/** Every status that a tenant or something in front of it may answer with, and what clients get, with both versions. */
import { describe, expect, it } from 'vitest';
import { ERROR_SCHEMA } from '../../../../src/scim/errors.ts';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { json, startBackend } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { connect, listResponse } from '../support.ts';
import { patchOf } from './tenant.ts';

type Version = 1 | 2;

interface Row {
  readonly status: number;
  /** To a read of one entity. */
  readonly get: number;
  /** To a list, and to one with a filter. */
  readonly list: number;
  readonly filtered?: readonly [status: number, scimType: string];
  /** To a change. */
  readonly write: number;
  readonly scimType?: string;
  /** Whether the change may have been made. Default: no. */
  readonly mayBeMade?: true;
  /** Whether clients are told when to come back. Default: no. */
  readonly retryAfter?: true;
}

const gateway = (status: number, more: Partial<Row> = {}): Row => ({
  status,
  get: 502,
  list: 502,
  write: 502,
  ...more,
});
const refusal = (status: number, to: number, more: Partial<Row> = {}): Row => ({
  status,
  get: to,
  list: to,
  write: to,
  ...more,
});
const badRequest = (status: number): Row =>
  refusal(status, 400, { filtered: [400, 'invalidFilter'], scimType: 'invalidValue' });
const broken = (status: number): Row => gateway(status, { mayBeMade: true, retryAfter: true });

const ROWS: readonly Row[] = [
  gateway(300),
  gateway(301),
  gateway(302),
  gateway(303, { mayBeMade: true }),
  gateway(304),
  gateway(305),
  gateway(307),
  gateway(308),
  badRequest(400),
  gateway(401),
  gateway(402),
  gateway(403),
  gateway(404, { get: 404, write: 404 }),
  gateway(405, { write: 501 }),
  gateway(406),
  gateway(407),
  refusal(408, 504),
  refusal(409, 409, { scimType: 'uniqueness' }),
  gateway(410, { get: 404, write: 404 }),
  badRequest(411),
  refusal(412, 412),
  refusal(413, 413),
  gateway(414, { filtered: [400, 'invalidFilter'] }),
  gateway(415),
  badRequest(416),
  badRequest(417),
  badRequest(418),
  gateway(421),
  refusal(422, 400, { filtered: [400, 'invalidValue'], scimType: 'invalidValue' }),
  refusal(423, 409),
  badRequest(424),
  badRequest(425),
  gateway(426),
  refusal(428, 400),
  refusal(429, 429, { retryAfter: true }),
  gateway(431, { filtered: [400, 'invalidFilter'] }),
  refusal(451, 403),
  badRequest(460),
  badRequest(499),
  broken(500),
  refusal(501, 501),
  broken(502),
  broken(503),
  broken(504),
  gateway(505),
  broken(506),
  gateway(507),
  gateway(508),
  broken(510),
  gateway(511),
  broken(520),
  broken(599),
];
/** What differs in version 1, whose errors are plain text: only its 404 of one entity says that there is none. */
const VERSION_1: ReadonlyMap<number, Partial<Row>> = new Map([[410, { get: 502, write: 502 }]]);
/** Where a GET is sent once more. */
const GATEWAYS: ReadonlySet<number> = new Set([502, 504]);

const SAID = 'Operation not supported for this kind of group';
const ID = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';
const PAGE = { startIndex: 1, count: 10 };
const USER = { userName: 'ada', name: { familyName: 'Vale' }, emails: [{ value: 'ada@example.com' }] };
const GROUP = { displayName: 'Admins' };
const FILTER = parseFilter('userName eq "ada"');

/** A system that is logged on, and whose requests from then on are answered with the status. */
async function setUp(version: Version, status: number) {
  let isLoggedOn = false;
  const said: Readonly<Record<Version, string | JsonObject>> = {
    1: SAID,
    2: { schemas: [ERROR_SCHEMA], status: String(status), detail: SAID },
  };
  const backend = await startBackend((_, response) => {
    const body = said[version];
    const headers = { 'retry-after': '7', location: 'https://elsewhere.example/scim' };
    if (!isLoggedOn) json(response, 200, listResponse([]));
    else if (typeof body === 'string')
      response.writeHead(status, { ...headers, 'content-type': 'text/plain' }).end(body);
    else json(response, status, body, headers);
    isLoggedOn = true;
  });
  const properties = {
    'ias.api.version': String(version),
    'ips.failed.request.retry.attempts': '2',
    'ips.failed.request.retry.attempts.interval': '1',
  };
  const system = connect(backend.origin, properties);
  await system.users.list(PAGE, callContext());
  return {
    ...system,
    sent: () => backend.received.length - 1,
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await backend[Symbol.asyncDispose]();
    },
  };
}

describe.each([1, 2] as const)('version %i', (version) => {
  const rows = ROWS.map((row) => ({ ...row, ...(version === 1 ? VERSION_1.get(row.status) : {}) }));

  it.each(rows)(
    '$status to a read is $get, to a list $list',
    async ({ status, get, list, filtered, retryAfter }) => {
      const calls: [expected: number, scimType: string | undefined, call: 'get' | 'list' | 'filtered'][] = [
        [get, status === 422 ? 'invalidValue' : undefined, 'get'],
        [list, status === 422 ? 'invalidValue' : undefined, 'list'],
        [...(filtered ?? ([list, undefined] as const)), 'filtered'],
      ];
      for (const kind of ['users', 'groups'] as const) {
        for (const [expected, scimType, call] of calls) {
          // Version 1 knows no filter for groups: it reads all of them.
          if (version === 1 && kind === 'groups' && call === 'filtered') continue;
          await using system = await setUp(version, status);
          const entities = system[kind];
          const made =
            call === 'get'
              ? entities.get(ID, {}, callContext())
              : entities.list(call === 'list' ? PAGE : { ...PAGE, filter: FILTER }, callContext());
          const error = await scimError(made);
          const type = status === 409 ? 'uniqueness' : scimType;
          expect({ call, status: error.status, scimType: error.scimType }).toEqual({
            call,
            status: expected,
            scimType: type,
          });
          if (status !== 304) expect(error.message).toContain(SAID);
          expect(error.retryAfter).toBe(retryAfter ? 7 : undefined);
          expect(error.message).not.toMatch(/not known|Nothing was changed/);
          if (status !== 429) expect(system.sent(), call).toBe(GATEWAYS.has(status) ? 2 : 1);
        }
      }
    },
  );

  it.each(rows)(
    '$status to a change is $write $scimType',
    async ({ status, write, scimType, mayBeMade, retryAfter }) => {
      const patch = patchOf({ op: 'replace', path: 'displayName', value: 'New' });
      for (const [kind, body] of [
        ['users', USER],
        ['groups', GROUP],
      ] as const) {
        const methods = ['create', 'replace', 'patch', 'delete'] as const;
        for (const method of methods) {
          // Version 1 has no PATCH, and reads a group before it changes it.
          if (version === 1 && (method === 'patch' || (method === 'replace' && kind === 'groups'))) continue;
          await using system = await setUp(version, status);
          const entities = system[kind];
          const context = callContext();
          const error = await scimError(
            method === 'create'
              ? entities.create(body, context)
              : method === 'replace'
                ? entities.replace(ID, body, {}, context)
                : method === 'patch'
                  ? entities.patch(ID, patch, {}, context)
                  : entities.delete(ID, {}, context),
          );
          // There is nothing to be created in what does not exist: the address is wrong.
          const isExpected = { method, status: error.status, scimType: error.scimType };
          const isMissing = method === 'create' && (status === 410 || (version === 1 && status === 404));
          expect(isExpected).toEqual({ method, status: isMissing ? 502 : write, scimType });
          if (status !== 304) expect(error.message).toContain(SAID);
          expect(error.retryAfter).toBe(retryAfter ? 7 : undefined);
          expect(/is not known/.test(error.message), error.message).toBe(mayBeMade ?? false);
          if (status === 501) expect(error.message).not.toMatch(/repeat|again/i);
          if (status === 415) expect(error.message).toContain('the property ias.content.type');
          if (status !== 429) expect(system.sent(), method).toBe(1);
        }
      }
    },
  );
});
