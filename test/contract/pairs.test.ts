/** Every pair of ours from end to end: what clients see, and what the backend is asked of what they send. */
import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../src/connectors/connector.ts';
import type { Filter } from '../../src/scim/filter-ast.ts';
import { printFilter } from '../../src/scim/filter-print.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import type { Kind } from '../integration/support/backends.ts';
import type { Call } from '../proxy/support/hand-over.ts';
import { ownPairs } from '../transformations/pairs.ts';
import { contractServer, type Served } from './support/serve.ts';

/** As the connectors have them. */
const CAPABILITIES: Readonly<Record<Kind, Readonly<Record<string, Partial<Capabilities>>>>> = {
  v2: { user: { patch: 'native', versions: true }, group: { patch: 'native', versions: true } },
  v1: { user: { patch: 'none', versions: false }, group: { patch: 'none', versions: false } },
  cf: { user: { patch: 'none', versions: true }, group: { patch: 'native', versions: false } },
};
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const cases = ownPairs().flatMap((pair) =>
  Object.keys(pair.examples).map((type) => ({
    title: `${pair.name}, ${type}: ${pair.about}`,
    setup: { pair, type, backend: { capabilities: CAPABILITIES[pair.kind][type] ?? {} } },
  })),
);
const serve = contractServer();

/** What was asked that changes something; all that was asked is of the one entity, by the id of the backend. */
function writes({ backend, example: { stored } }: Served): readonly Call[] {
  const named = backend.calls.filter(([operation]) => operation !== 'create' && operation !== 'list');
  expect(named.map(([, id]) => id)).toEqual(named.map(() => stored.id));
  return backend.calls.filter(([operation]) => operation !== 'get' && operation !== 'list');
}

/** The options of a write: the entity where it had to be read before, and its version where one was compared. */
function optionsOf({ backend, example: { stored } }: Served, ifMatch?: string): object {
  return {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(backend.calls.some(([operation]) => operation === 'get') ? { current: stored } : {}),
  };
}

it('there are at least 25 of them, for all kinds of system', () => {
  const pairs = ownPairs();
  expect(pairs.length).toBeGreaterThanOrEqual(25);
  expect(new Set(pairs.map(({ kind }) => kind))).toEqual(new Set(Object.keys(CAPABILITIES)));
  expect(pairs.filter(({ about }) => !/^[A-Z].*\.$/.test(about))).toEqual([]);
});

describe.each(cases)('$title', ({ setup }) => {
  it('is shown', async () => {
    const served = await serve(setup);
    const { send, base, backend, example } = served;
    const location = `${base}/${encodeURIComponent(example.shown.id)}`;
    const { meta } = example.shown;
    const { status, headers, body } = await send('GET', `/${encodeURIComponent(example.shown.id)}`);
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...example.shown, meta: { ...(meta as JsonObject), location } },
    });
    expect([headers.location, headers.etag]).toEqual([location, (meta as JsonObject)['version']]);
    expect(backend.calls).toEqual([['get', example.stored.id, { omit: [] }]]);
  });

  it('is looked for', async () => {
    const served = await serve(setup);
    const { send, backend, example } = served;
    for (const filter of Object.keys(example.filters)) {
      expect((await send('GET', `?filter=${encodeURIComponent(filter)}`)).status).toBe(200);
    }
    const asked = backend.calls.map(([, query]) => (query as { filter: Filter }).filter);
    expect(asked.map(printFilter)).toEqual(Object.values(example.filters));
  });

  it('is created', async () => {
    const served = await serve(setup);
    const { id: _, meta: __, ...body } = served.example.shown;
    const { status, body: answered } = await served.send('POST', '', { body });
    const { created } = served.example;
    if (created === undefined) {
      // By the attribute that would tell whether it is there, nothing can be looked for.
      expect([status, answered['scimType'], writes(served)]).toEqual([400, 'invalidFilter', []]);
      return;
    }
    expect(status).toBe(201);
    expect(served.backend.calls[0]).toEqual(['create', created]);
  });

  it('is replaced', async () => {
    const served = await serve(setup);
    const { stored, shown, replaced } = served.example;
    const { status } = await served.send('PUT', `/${encodeURIComponent(shown.id)}`, { body: shown });
    expect(status).toBe(200);
    expect(writes(served)).toEqual(
      replaced === undefined ? [] : [['replace', stored.id, replaced, optionsOf(served)]],
    );
  });

  it('is patched', async () => {
    const served = await serve(setup);
    const { stored, shown, operations, patched } = served.example;
    const { status, headers } = await served.send('PATCH', `/${encodeURIComponent(shown.id)}`, {
      body: { schemas: [PATCH_OP], Operations: operations },
    });
    expect(status).toBeLessThan(300);
    const [write] = writes(served);
    if (patched === undefined) {
      expect(write).toBeUndefined();
      expect(String(headers['x-ipsproxy-warning'])).toContain('skipOperations');
    } else if ('Operations' in patched) {
      expect(writes(served)).toEqual([['patch', stored.id, patched, {}]]);
    } else {
      const version = (shown['meta'] as JsonObject)['version'] as string | undefined;
      const compared = served.backend.capabilities.versions ? version : undefined;
      expect(writes(served)).toEqual([['replace', stored.id, patched, optionsOf(served, compared)]]);
    }
  });

  it('is deleted', async () => {
    const served = await serve(setup);
    const { stored, shown, deleted } = served.example;
    const { status } = await served.send('DELETE', `/${encodeURIComponent(shown.id)}`);
    expect(status).toBe(204);
    const expected =
      deleted === undefined
        ? []
        : [Object.keys(deleted).length === 0 ? ['delete', stored.id, {}] : ['patch', stored.id, deleted, {}]];
    expect(served.backend.calls).toEqual(expected);
  });
});
