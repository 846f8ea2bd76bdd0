/** Traces of whole requests: what a collector gets, and what goes on to backends, over real HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CollectedSpan } from '../support/otlp-collector.ts';
import { until } from '../support/until.ts';
import type { Client } from './support/client.ts';
import { startTracingStage, TRACED_SYSTEM, type TracingStage } from './support/traced.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CLIENT_SPAN = 'b7ad6b7169203331';
const SAMPLED = { traceparent: `00-${TRACE}-${CLIENT_SPAN}-01`, tracestate: 'vendor=1,other=2' };
const SCIM = `/ipsproxy/api/v1/scim/:systemId`;
let stage: TracingStage;
const traced: TracingStage['traced'] = (...setup) => stage.traced(...setup);

beforeAll(async () => {
  stage = await startTracingStage();
});
beforeEach(() => stage.control.forget());
afterAll(() => stage.tenant.close());

function one(spans: readonly CollectedSpan[], fits: Partial<CollectedSpan>): CollectedSpan {
  const found = spans.filter((span) =>
    Object.entries(fits).every(([name, value]) => span[name as 'name'] === value),
  );
  expect(found).toHaveLength(1);
  return found[0] as CollectedSpan;
}

const user = (userName: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  emails: [{ value: `${userName}@example.com` }],
});

describe('a request', () => {
  it('goes on in the trace of its client, and so does what is sent for it', async () => {
    const { client, lines, calls, end } = await traced();
    await client.get('/Users?filter=userName eq "nobody"'.replaceAll(' ', '%20'), {
      headers: { ...SAMPLED, 'x-request-id': 'r1' },
    });
    const spans = await end();
    const server = one(spans, { kind: 'server' });
    const upstream = one(spans, { kind: 'client' });
    expect(server).toMatchObject({
      name: `GET ${SCIM}/Users`,
      traceId: TRACE,
      parentSpanId: CLIENT_SPAN,
      traceState: SAMPLED.tracestate,
      isError: false,
      attributes: {
        'http.request.method': 'GET',
        'http.route': `${SCIM}/Users`,
        'http.response.status_code': 200,
        'url.scheme': 'http',
        'ipsproxy.request_id': 'r1',
        'ipsproxy.system': TRACED_SYSTEM,
        'ipsproxy.operation': 'list',
      },
    });
    expect(upstream).toMatchObject({ name: 'GET /scim/Users', traceId: TRACE, parentSpanId: server.spanId });
    expect(upstream.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(stage.tenant.url).port),
      'url.template': '/scim/Users',
      'ipsproxy.purpose': 'api',
    });
    expect(await calls()).toEqual([
      {
        path: '/scim/Users',
        traceparent: `00-${TRACE}-${upstream.spanId}-01`,
        tracestate: SAMPLED.tracestate,
      },
    ]);
    expect(lines()).toMatchObject([{ msg: 'request', requestId: 'r1', traceId: TRACE }]);
  });

  it('without a trace begins one', async () => {
    const { client, calls, end } = await traced();
    await client.get('/Users');
    await client.get('/Users');
    const spans = await end();
    const servers = spans.filter(({ kind }) => kind === 'server');
    expect(servers.map(({ parentSpanId }) => parentSpanId)).toEqual(['', '']);
    expect(new Set(servers.map(({ traceId }) => traceId)).size).toBe(2);
    expect((await calls()).map(({ traceparent }) => traceparent?.slice(3, 35))).toEqual(
      servers.map(({ traceId }) => traceId),
    );
  });

  it.each([
    ['no version', `${TRACE}-${CLIENT_SPAN}-01`],
    ['a version that there is not', `ff-${TRACE}-${CLIENT_SPAN}-01`],
    ['capital letters', `00-${TRACE.toUpperCase()}-${CLIENT_SPAN}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${CLIENT_SPAN}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['something behind it', `00-${TRACE}-${CLIENT_SPAN}-01-x`],
    ['two in one', `00-${TRACE}-${CLIENT_SPAN}-01, 00-${TRACE}-${CLIENT_SPAN}-01`],
  ])('with a traceparent that is none begins one, and hands nothing of it on: %s', async (_, traceparent) => {
    const { client, calls, end } = await traced();
    await client.get('/Users', { headers: { traceparent, tracestate: 'vendor=1' } });
    const { traceId, parentSpanId } = one(await end(), { kind: 'server' });
    expect(traceId).not.toBe(TRACE);
    expect(parentSpanId).toBe('');
    const [call] = await calls();
    expect(call?.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(call).not.toHaveProperty('tracestate');
  });

  it('that is not sampled is not recorded, and backends hear that it is not', async () => {
    const { client, collector, lines, calls, end } = await traced();
    await client.get('/Users', { headers: { traceparent: `00-${TRACE}-${CLIENT_SPAN}-00` } });
    await end();
    expect(collector.requests).toEqual([]);
    const [call] = await calls();
    expect(call?.traceparent).toMatch(new RegExp(`^00-${TRACE}-(?!${CLIENT_SPAN})[0-9a-f]{16}-00$`));
    expect(lines()).toMatchObject([{ msg: 'request', traceId: TRACE }]);
  });

  it('is sampled by what the configuration says, where the client has not decided', async () => {
    const { client, end } = await traced({ sampling: 0 });
    await client.get('/Users');
    await client.get('/Users', { headers: SAMPLED });
    const servers = (await end()).filter(({ kind }) => kind === 'server');
    expect(servers.map(({ traceId }) => traceId)).toEqual([TRACE]);
  });

  it('is sampled by the proxy alone, where the environment says so', async () => {
    const { client, end } = await traced({}, { environment: { OTEL_TRACES_SAMPLER: 'always_off' } });
    await client.get('/Users', { headers: SAMPLED });
    expect(await end()).toEqual([]);
  });
});

describe('below a request', () => {
  it('are transformations and calls, each in its time', async () => {
    const { client, end } = await traced();
    const created = await client.send('POST', '/Users', { body: user('tracy') });
    expect(created.status).toBe(201);
    const spans = await end();
    const server = one(spans, { kind: 'server' });
    expect(server.attributes).toMatchObject({ 'ipsproxy.operation': 'create' });
    for (const span of spans) {
      if (span !== server) expect(span.parentSpanId).toBe(server.spanId);
      expect(span.start >= server.start && span.end <= server.end).toBe(true);
    }
    const write = one(spans, { name: 'write transformation' });
    const call = one(spans, { name: 'POST /scim/Users' });
    const read = one(spans, { name: 'read transformation' });
    expect(write.end <= call.start && call.end <= read.start).toBe(true);
  });

  it('each attempt stands for itself, and says which it is', async () => {
    const { client, calls, end } = await traced();
    await stage.control.fault({ status: 429, retryAfter: 1, count: 2 });
    expect((await client.get('/Users')).status).toBe(200);
    const attempts = (await end()).filter(({ kind }) => kind === 'client');
    expect(
      attempts.map(({ attributes, isError }) => [attributes['http.request.resend_count'], isError]),
    ).toEqual([
      [undefined, true],
      [1, true],
      [2, false],
    ]);
    expect(attempts.map(({ attributes }) => attributes['error.type'])).toEqual(['429', '429', undefined]);
    expect((await calls()).map(({ traceparent }) => traceparent?.slice(36, 52))).toEqual(
      attempts.map(({ spanId }) => spanId),
    );
  });

  it('is the call for a token, for the request that needed it', async () => {
    const properties = { OAuth2TokenServiceURL: `${stage.tenant.url}/oauth2/token` };
    const { client, calls, end } = await traced({}, { properties });
    await client.get('/Users', { headers: SAMPLED });
    await client.get('/Users');
    const spans = await end();
    const token = one(spans, { name: 'POST /oauth2/token' });
    expect(token).toMatchObject({
      traceId: TRACE,
      kind: 'client',
      attributes: { 'ipsproxy.purpose': 'token' },
    });
    expect((await calls()).find(({ path }) => path === '/oauth2/token')?.traceparent).toBe(
      `00-${TRACE}-${token.spanId}-01`,
    );
  });

  it.each([
    ['a turn', {}, (client: Client) => client.put('/Users/1', user('one'))],
    ['a place', { limits: { concurrency: 1 } }, (client: Client) => client.get('/Users')],
  ])('is the waiting for %s, where there was any', async (what, setup, send) => {
    const { client, lines, end } = await stage.traced({}, { ...setup, server: { requestTimeout: 1 } });
    await client.get('/Users?count=1');
    await stage.control.forget();
    await stage.control.fault({ delayMs: 600_000, count: 9 });
    const first = send(client);
    await until(async () => (await stage.control.requests()).count > 0);
    const second = await send(client);
    expect([(await first).status, second.status]).toEqual([504, 504]);
    const spans = await end();
    await stage.control.forget();
    const waiting = one(spans, { name: `waiting for ${what}` });
    expect(lines().map(({ requestId, traceId }) => [requestId, traceId])).toContainEqual([
      second.headers['x-request-id'],
      waiting.traceId,
    ]);
  });

  it('what never got an answer has its reason', async () => {
    const { client, lines, end } = await traced({}, { properties: { URL: 'http://127.0.0.1:9' } });
    expect((await client.get('/Users')).status).toBe(502);
    const spans = await end();
    expect(one(spans, { kind: 'server' })).toMatchObject({
      isError: true,
      attributes: { 'error.type': '502' },
    });
    const attempts = spans.filter(({ kind }) => kind === 'client');
    expect(attempts.length).toBeGreaterThan(0);
    for (const { attributes, isError } of attempts) {
      expect([attributes['error.type'], isError]).toEqual(['ECONNREFUSED', true]);
      expect(attributes).not.toHaveProperty('http.response.status_code');
    }
    const { traceId } = one(spans, { kind: 'server' });
    const said = lines().map(({ msg, traceId: id }) => [msg, id]);
    expect(said).toEqual(['upstream call failed', 'request failed', 'request'].map((msg) => [msg, traceId]));
  });
});

it('is what it is called, with the headers that the collector wants', async () => {
  const { client, collector, end } = await traced({
    serviceName: 'proxy-test',
    headers: { 'x-key': { env: 'KEY' } },
  });
  await client.get('/Users');
  await end();
  expect(collector.requests[0]).toMatchObject({ url: '/v1/traces', headers: { 'x-key': 'hunter2' } });
  expect(collector.resource).toMatchObject({ 'service.name': 'proxy-test', 'service.version': '0' });
});

it('goes as protobuf, where nobody says otherwise', async () => {
  const { client, collector, end } = await traced({}, { environment: { OTEL_EXPORTER_OTLP_PROTOCOL: '' } });
  await client.get('/Users', { headers: SAMPLED });
  await end();
  const [sent] = collector.requests;
  expect(sent?.headers['content-type']).toBe('application/x-protobuf');
  expect(sent?.body.includes(Buffer.from(TRACE, 'hex'))).toBe(true);
});

it('has no ids of entities, no names of people, no query, no address and no secret', async () => {
  const { client, collector, end } = await traced({ headers: { 'x-key': { env: 'KEY' } } });
  const created = await client.send('POST', '/Users', { body: user('jane.doe') });
  const id = String(created.body['id']);
  await client.get(`/Users/${id}?attributes=userName`);
  await client.get('/Users?filter=userName%20eq%20%22jane.doe%22');
  await client.put(`/Users/${id}`, user('jane.doe'));
  await client.patch(`/Users/${id}`, [{ op: 'replace', path: 'userName', value: 'jane.roe' }]);
  await client.get('/Users/no-such-user');
  await client.get('/jane.doe');
  await client.get('/Users', { credentials: 'jane.doe:tr0ub4dor' });
  await client.send('REPORT', `/Users/${id}`).catch(() => undefined);
  await client.delete(`/Users/${id}`);
  const spans = await end();
  expect(spans.filter(({ kind }) => kind === 'server').length).toBeGreaterThanOrEqual(9);
  const all = collector.requests.map(({ body }) => body.toString()).join('');
  const { clientId, clientSecret } = stage.tenant.credentials;
  for (const secret of [
    id,
    'jane',
    'no-such-user',
    'demo-client',
    'tr0ub4dor',
    'hunter2',
    clientId,
    clientSecret,
  ]) {
    expect(all).not.toContain(secret);
  }
  expect(all).not.toContain('filter');
});

it('is not about what platforms ask every few seconds', async () => {
  const { url, lines, end } = await traced();
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    expect((await fetch(`${url}${path}`, { headers: SAMPLED })).status).toBe(200);
  }
  expect(await end()).toEqual([]);
  for (const line of lines()) expect(line).not.toHaveProperty('traceId');
});

it('a client that goes away is no answer', async () => {
  const { client, end } = await traced();
  await client.get('/Users?count=1');
  await stage.control.fault({ delayMs: 60_000, count: 9 });
  const gone = new AbortController();
  const asked = fetch(`${client.url}/Users`, {
    headers: { authorization: `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}` },
    signal: gone.signal,
  }).catch(() => 'gone');
  await until(async () => (await stage.control.requests()).requests.length > 1);
  gone.abort();
  expect(await asked).toBe('gone');
  const servers = (await end()).filter(({ kind }) => kind === 'server');
  expect(servers.map(({ attributes, isError }) => [attributes['error.type'], isError])).toEqual([
    [undefined, false],
    ['client_gone', true],
  ]);
  expect(servers[1]?.attributes).not.toHaveProperty('http.response.status_code');
});

it('is off where nobody asks for it: nothing of a client’s trace goes on', async () => {
  const { client, lines, calls, end } = await traced(null);
  await client.get('/Users', { headers: SAMPLED });
  await end();
  expect(await calls()).toEqual([{ path: '/scim/Users' }]);
  for (const line of lines()) expect(line).not.toHaveProperty('traceId');
});
