/**
 * Random filters, answered through a backend that filters, through one that does not, through one that does parts of them, and
 * by a naive evaluator: identical sets. `FILTERS=2000` for a longer run; see docs/testing.md.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { loadOptions } from '../../src/cli/load-options.ts';
import type { EntityConnector } from '../../src/connectors/connector.ts';
import { defineConnector } from '../../src/connectors/definition.ts';
import { startScim } from '../../src/sandbox/scim/index.ts';
import { ScimError } from '../../src/scim/errors.ts';
import type { Filter } from '../../src/scim/filter-ast.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Client, initialLoad } from '../integration/support/client.ts';
import { runningProxy } from '../integration/support/proxy.ts';
import { fc } from '../support/property.ts';
import { holds, type Naive, textOf } from './naive.ts';
import { filters, person } from './people.ts';

const FILTERS = Number(process.env['FILTERS'] ?? 200);
const USERS = 500;
const LIMIT = { 'ipsproxy.filter.residual.limit': '1000' };

/** Raw, as the server has them. */
const rows: JsonObject[] = [];
/** What the connector of the test finds, of what it says that it can. */
let asked: Filter[] = [];

const entity = (canFilter?: (filter: Filter) => boolean) =>
  ({
    capabilities: { totals: true, patch: 'none', versions: false },
    ...(canFilter === undefined ? {} : { canFilter }),
    list: async ({ startIndex, count, filter }) => {
      if (filter !== undefined && canFilter?.(filter) !== true)
        throw new ScimError(400, 'no filters', { scimType: 'invalidFilter' });
      if (filter !== undefined) asked.push(filter);
      const found = rows.filter((row) => filter === undefined || holds(naive(filter), row));
      return { entities: found.slice(startIndex - 1, startIndex - 1 + count), total: found.length };
    },
  }) as Partial<EntityConnector> as EntityConnector;

/** One comparison for equality, or several joined by `and`. */
function isEqualities(filter: Filter): boolean {
  if (filter.kind === 'and') return filter.operands.every(isEqualities);
  return (
    filter.kind === 'compare' &&
    filter.operator === 'eq' &&
    filter.value !== null &&
    filter.path.index === undefined
  );
}

function naive(filter: Filter): Naive {
  if (filter.kind === 'and') return { kind: 'and', all: filter.operands.map(naive) };
  if (filter.kind !== 'compare') throw new Error('not asked for');
  const { schema, attribute, subAttribute } = filter.path;
  const name = `${schema === undefined ? '' : `${schema}:`}${attribute}${subAttribute === undefined ? '' : `.${subAttribute}`}`;
  return { kind: 'compare', name, operator: filter.operator, value: filter.value as string };
}

const definition = (type: string, users: EntityConnector) =>
  defineConnector({
    type,
    title: type,
    prefix: type,
    properties: z.looseObject({}),
    defaultTransformations: () => new URL('../../transformations/scim/', import.meta.url),
    load: async () => () => ({
      entity: (kind) => (kind === 'user' ? users : undefined),
      close: async () => {},
    }),
  });

let clients: Record<'native' | 'none' | 'parts', Client>;
let people: JsonObject[];
let stop: () => Promise<void>;

beforeAll(async () => {
  const backend = await startScim({ users: USERS / 5, groups: 0 });
  const { user: User, password: Password } = backend.credentials;
  const properties = { URL: backend.base, Authentication: 'BasicAuthentication', User, Password };
  const definitions = new Map(loadOptions.definitions);
  for (const each of [definition('none', entity()), definition('parts', entity(isEqualities))])
    definitions.set(each.type, each);
  const proxy = await runningProxy({
    systems: [
      // The proxy has to help with places in lists, which servers cannot be asked for.
      { id: 'native', type: 'scim', properties: { ...properties, ...LIMIT } },
      { id: 'none', type: 'none', properties: LIMIT },
      { id: 'parts', type: 'parts', properties: LIMIT },
    ],
    definitions,
  });
  stop = async () => {
    await proxy.stop();
    await backend.close();
  };
  clients = { native: proxy.client('native'), none: proxy.client('none'), parts: proxy.client('parts') };
  const more = fc.sample(person, { numRuns: (USERS * 4) / 5, seed: 17 });
  for (const [index, user] of more.entries()) {
    const { status, text } = await clients.native.post('/Users', {
      ...user,
      userName: `${['Ada', 'x_', 'ÅSA'][index % 3]}.${index}`,
    });
    if (status !== 201) throw new Error(text);
  }
  people = (await initialLoad(clients.native, 'Users', 100)).resources;
  rows.push(...people.map((row) => structuredClone(row)));
}, 120_000);
afterAll(() => stop());

/** Of all pages; `tooMany` where the filter is for one and finds several. */
async function idsFor(client: Client, filter: string): Promise<string[] | 'tooMany'> {
  const ids: string[] = [];
  for (let startIndex = 1; ; ) {
    const { status, body, text } = await client.get(
      `/Users?filter=${encodeURIComponent(filter)}&attributes=id&count=100&startIndex=${startIndex}`,
    );
    if (status === 400 && body['scimType'] === 'tooMany') return 'tooMany';
    if (status !== 200) throw new Error(`${status} for ${filter}: ${text}`);
    ids.push(...(body['Resources'] as JsonObject[]).map(({ id }) => String(id)));
    startIndex += Number(body['itemsPerPage']);
    if (startIndex > Number(body['totalResults'])) return ids.sort();
  }
}

/** Looks for one. */
const isSingle = (filter: Naive): boolean =>
  filter.kind === 'compare' &&
  filter.operator === 'eq' &&
  filter.value !== null &&
  ['userName', 'externalId', 'emails', 'emails.value', 'emails[0].value'].includes(filter.name);

it(`${FILTERS} filters over ${USERS} users find the same everywhere`, async () => {
  expect(people).toHaveLength(USERS);
  const zoned = people.slice(0, 40).map(({ meta }, index) => {
    const time = String((meta as JsonObject)['created']);
    return index % 2 === 0
      ? time
      : `${new Date(Date.parse(time) + 3_600_000).toISOString().slice(0, -1)}+01:00`;
  });
  const found = { some: 0, none: 0, all: 0, several: 0 };
  asked = [];
  for (const filter of fc.sample(filters(zoned), {
    numRuns: FILTERS,
    seed: Number(process.env['FILTER_SEED'] ?? 4711),
  })) {
    const text = textOf(filter);
    const matching = people
      .filter((user) => holds(filter, user))
      .map(({ id }) => String(id))
      .sort();
    const isSeveral = isSingle(filter) && matching.length > 1;
    const wanted = isSeveral ? 'tooMany' : matching;
    for (const [name, client] of Object.entries(clients)) {
      expect(await idsFor(client, text), `${name}: ${text}`).toEqual(wanted);
    }
    found[
      isSeveral ? 'several' : matching.length === 0 ? 'none' : matching.length === USERS ? 'all' : 'some'
    ] += 1;
  }
  // Filters that find nobody or everybody prove little.
  expect(found.some).toBeGreaterThan(FILTERS / 2);
  expect(asked.length).toBeGreaterThan(FILTERS / 20);
}, 3_600_000);
