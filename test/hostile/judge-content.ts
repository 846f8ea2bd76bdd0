/** The answer has to be about what was asked, and no more than that. */
import type { Case } from './case.ts';
import { isRecord, judgeScimError } from './judge-error.ts';
import { endpointOf, idOf, queryOf } from './target.ts';
import type { Verdict } from './verdict.ts';

type Json = Readonly<Record<string, unknown>>;
type MakeFinding = (what: string, detail: string) => Verdict;

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

/** Entities of one page. */
const MOST = 100;

/** What can stand in a URL as it is (RFC 9865 §2), and leaves room for the rest of it. */
const CURSOR = /^[A-Za-z0-9._~-]{1,4000}$/;

/** @returns `undefined` where nothing is wrong with it */
export function judgeContent(tried: Case, json: Json, finding: MakeFinding): Verdict | undefined {
  const about = judgeEntity(tried, json, finding);
  if (about !== undefined) return about;
  if (idsOf(json).some((id) => !id.isWellFormed()))
    return finding('half a surrogate in an id', JSON.stringify(json).slice(0, 300));
  // What broken bytes asked for is anybody's guess.
  if (tried.wire !== undefined) return undefined;
  if (endpointOf(tried) === 'Bulk') return judgeBulk(tried, json, finding);
  return judgeList(tried, json, finding);
}

function judgeEntity(tried: Case, { id }: Json, finding: MakeFinding): Verdict | undefined {
  const { method, system } = tried;
  const asked = idOf(tried);
  if (asked === undefined || system === '' || typeof id !== 'string') return undefined;
  if (method !== 'GET' && method !== 'PUT' && method !== 'PATCH') return undefined;
  // URNs differ in case and are the same (RFC 8141 §3.1); names of resource types are looked for likewise.
  const same = DESCRIBING.has(endpointOf(tried) ?? '')
    ? asked.toLowerCase() === id.toLowerCase()
    : asked === id;
  return same ? undefined : finding('answer about somebody else', `asked for ${asked}, got ${id}`);
}

function judgeList(tried: Case, json: Json, finding: MakeFinding): Verdict | undefined {
  const { schemas, Resources: resources, nextCursor, previousCursor } = json;
  const isSearch = endpointOf(tried) === '.search' || idOf(tried) === '.search';
  if (isSearch && !(Array.isArray(schemas) && schemas.includes(LIST)))
    return finding('a search answered without a list', JSON.stringify(json).slice(0, 300));
  for (const cursor of [nextCursor, previousCursor]) {
    if (cursor !== undefined && !(typeof cursor === 'string' && CURSOR.test(cursor)))
      return finding('a cursor that cannot be sent', JSON.stringify(cursor).slice(0, 300));
  }
  if (!Array.isArray(resources)) return undefined;
  const isCollection = tried.method === 'GET' && idOf(tried) === undefined;
  if (!isSearch && !isCollection) return undefined;
  const count = isCollection ? /(?:^|&)count=(\d+)(?:&|$)/.exec(queryOf(tried))?.[1] : undefined;
  const most = Math.min(MOST, Number(count ?? MOST));
  return resources.length > most && !DESCRIBING.has(endpointOf(tried) ?? '')
    ? finding('more entities than asked for', `${resources.length} of ${most}`)
    : undefined;
}

/** Their lists are not paged (RFC 7644 §4). */
const DESCRIBING = new Set(['Schemas', 'ResourceTypes']);

/** RFC 7644 §3.7.3: each operation says how it ended, and an error is one as if it had been alone. */
function judgeBulk(tried: Case, json: Json, finding: MakeFinding): Verdict | undefined {
  const { schemas, Operations: operations } = json;
  if (!Array.isArray(schemas) || !schemas.includes(BULK) || !Array.isArray(operations))
    return finding('Bulk answered without a BulkResponse', JSON.stringify(json).slice(0, 300));
  const asked = operationsIn(tried.body);
  if (asked !== undefined && operations.length > asked)
    return finding('more operations than were sent', `${operations.length} of ${asked}`);
  for (const operation of operations as readonly unknown[]) {
    const said = JSON.stringify(operation)?.slice(0, 500) ?? 'undefined';
    const status = isRecord(operation) ? operation['status'] : undefined;
    if (!isRecord(operation) || typeof status !== 'string' || !/^[2-5]\d\d$/.test(status))
      return finding('an operation without a status', said);
    if (status < '400') continue;
    const judged = judgeScimError(Number(status), operation['response'], /\/Me\b/.test(String(tried.body)));
    if (judged.kind === 'finding') return finding(`an operation of Bulk: ${judged.what}`, said);
  }
  return undefined;
}

function operationsIn(body: Buffer | undefined): number | undefined {
  try {
    const sent: unknown = JSON.parse(String(body));
    const operations = isRecord(sent) ? sent['Operations'] : undefined;
    return Array.isArray(operations) ? operations.length : undefined;
  } catch {
    return undefined;
  }
}

/** Other texts are data, and half a surrogate in them is passed on escaped; no URL can name an id with one. */
function idsOf({ id, Resources }: Json): string[] {
  const entities: unknown[] = Array.isArray(Resources) ? Resources : [];
  return [id, ...entities.map((entity) => (isRecord(entity) ? entity['id'] : undefined))].filter(
    (value) => typeof value === 'string',
  );
}
