/** Bodies are bounded by what they cost. */
import { describe, expect, it } from 'vitest';
import {
  API,
  AUTHORIZATION,
  expectScimError,
  fakeSystem,
  OK,
  SYSTEM,
  scimErrorOf,
  startProxy,
} from './helpers.ts';

const MB = 1024 * 1024;
const BODY_LIMIT = { bodyLimit: 10 * MB };
const JSON_TYPE = { 'content-type': 'application/scim+json' };

const list = (count: number, value: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => value(index)).join(',');
const members = (count: number) => list(count, (index) => `{"value":"user-${index}"}`);

async function setUp() {
  const system = fakeSystem();
  const proxy = await startProxy({ systems: [system], settings: BODY_LIMIT });
  const post = (body: string | Buffer) => proxy.send('/Users', { method: 'POST', body, headers: JSON_TYPE });
  const patch = (body: string) => proxy.send('/Groups/1', { method: 'PATCH', body, headers: JSON_TYPE });
  return { system, proxy, post, patch };
}

describe('a body', () => {
  it.each([
    ['more than 250000 values', `{"x":[${list(150_000, () => '{}')}]}`],
    ['more than 250000 values', `{"x":[${list(300_000, () => '1')}]}`],
    [
      'more than 250000 values',
      `{"emails":[${list(150_000, (index) => `{"value":"${index}@x","type":"work"}`)}]}`,
    ],
    ['more different attribute names', `{"x":[${list(40_000, (index) => `{"k${index}":1}`)}]}`],
    ['more different attribute names', `{${list(40_000, (index) => `"k${index}":1`)}}`],
  ])('with %s is answered 413, and nothing reaches the backend', async (detail, body) => {
    const { system, proxy, post } = await setUp();
    expectScimError(await post(body), 413, new RegExp(detail));
    expect(system.calls).toEqual([]);
    expect((await proxy.send('/Users')).status).toBe(200);
  });

  it('that is large and nested deeply is answered 400', async () => {
    const { post } = await setUp();
    const deep = `{"a":${'['.repeat(64)}${']'.repeat(64)},"b":"${'x'.repeat(300_000)}"}`;
    expectScimError(await post(deep), 400, /nested more than 64 levels/, 'invalidSyntax');
  });

  it('may have as many members as there are values', async () => {
    const { system, post, patch } = await setUp();
    const body = `{"displayName":"g","members":[${members(80_000)}]}`;
    expect((await post(body)).status).toBe(200);
    expect(system.calls[0]).toMatchObject({ body: JSON.parse(body) });
    for (const operation of [
      `{"op":"add","path":"members","value":[${members(10_000)}]}`,
      `{"Op":"add","Path":"urn:ietf:params:scim:schemas:core:2.0:Group:Members","Value":[${members(10_000)}]}`,
      `{"op":"add","value":{"members":[${members(10_000)}]}}`,
    ]) {
      const answer = await patch(`{"Operations":[${operation}]}`);
      expect(answer.status, answer.text).toBe(200);
    }
  });

  it('may have them in a question about a write, where another list is as long as anywhere', async () => {
    const { post } = await setUp();
    const question = (list: string) =>
      `{"operation":"update","id":"x","entity":{${list}:[${members(6_000)}]}}`;
    expect((await post(question('"members"'))).status).toBe(200);
    expectScimError(
      await post(question('"emails"')),
      400,
      /The list "emails" .* more than 5000 values/,
      'invalidValue',
    );
    const operations = question('"Operations":[{"op":"add","path":"members","value"').replace(
      /\]\}\}$/,
      ']}]}}',
    );
    const answer = await post(operations);
    expect(answer.status, answer.text).toBe(200);
  });

  it.each([
    ['emails', `{"emails":[${members(5_001)}]}`],
    ['emails', `{"Operations":[{"op":"add","path":"emails","value":[${members(5_001)}]}]}`],
    ['emails', `{"Operations":[{"op":"add","value":{"emails":[${members(5_001)}]}}]}`],
    ['Operations', `{"Operations":[${list(5_001, () => '{"op":"add","path":"nickName","value":"x"}')}]}`],
    ['members.x', `{"Operations":[{"op":"add","path":"members.x","value":[${members(5_001)}]}]}`],
  ])('with more than 5000 values of %s is answered 400', async (name, body) => {
    const { system, patch } = await setUp();
    expectScimError(
      await patch(body),
      400,
      new RegExp(`The list "${name}" in the request body has more than 5000 values`),
      'invalidValue',
    );
    expect(system.calls).toEqual([]);
  });

  it('with a long list somewhere inside is answered 400', async () => {
    const { post } = await setUp();
    expectScimError(
      await post(`{"x":{"members":[${members(5_001)}]}}`),
      400,
      /A list in the request body has more than 5000/,
      'invalidValue',
    );
  });

  it('that is large is read as exactly as a small one', async () => {
    const { post } = await setUp();
    const large = `"members":[${members(20_000)}]`;
    expectScimError(
      await post(`{"a":1,"a":2,${large}}`),
      400,
      /An attribute stands twice in one object/,
      'invalidSyntax',
    );
    expectScimError(
      await post(`{"a":49151123456789012345,${large}}`),
      400,
      /more digits than a JSON number keeps/,
      'invalidValue',
    );
    expectScimError(
      await post(`{"__proto__":1,${large}}`),
      400,
      /"__proto__" is not an attribute name/,
      'invalidSyntax',
    );
    expectScimError(await post(`{"a":"\\ud800",${large}}`), 400, /half of a surrogate pair/, 'invalidSyntax');
    expectScimError(await post(`[${members(20_000)}]`), 400, /has to be a JSON object/, 'invalidSyntax');
    expect((await post(`\uFEFF{"a":1}`)).status).toBe(200);
    expect((await post(`\uFEFF{"a":1,${large}}`)).status).toBe(200);
    const bytes = Buffer.from(`{"a":"ü",${large}}`);
    bytes[6] = 0xff;
    expectScimError(await post(bytes), 400, /not UTF-8/, 'invalidSyntax');
  });

  it('that is no JSON is told where, as far as the first 64 kB go', async () => {
    const { post } = await setUp();
    const large = `"members":[${members(20_000)}]`;
    expectScimError(
      await post(`{"a":\n  oops,${large}}`),
      400,
      /not JSON: there is an error in line 2, column 3/,
      'invalidSyntax',
    );
    expectScimError(
      await post(`{${large},oops}`),
      400,
      /not JSON: there is an error behind the first 64 kB/,
      'invalidSyntax',
    );
    expectScimError(
      await post(`{"a":"${'x'.repeat(70_000)}",oops}`),
      400,
      /an error behind the first 64 kB/,
      'invalidSyntax',
    );
    expectScimError(await post('{"a":"x",oops}'), 400, /line 1, column 10/, 'invalidSyntax');
  });

  it('that is large and chunked is bounded in the same way', async () => {
    const { proxy } = await setUp();
    const chunk = `${list(20_000, () => '{}')},`;
    const chunks = ['{"x":[', ...Array.from({ length: 15 }, () => chunk)];
    const encoded = chunks.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join('');
    const head = [
      `POST ${API}/${SYSTEM}/Users HTTP/1.1`,
      'Host: x',
      `Authorization: ${AUTHORIZATION}`,
      'Content-Type: application/scim+json',
      'Transfer-Encoding: chunked',
      'Connection: close',
    ];
    const { status, body } = scimErrorOf(await proxy.raw(`${head.join('\r\n')}\r\n\r\n${encoded}0\r\n\r\n`));
    expect(status).toBe(413);
    expect(body['detail']).toMatch(/more than 250000 values/);
  });
});

describe('memory for bodies', () => {
  it('is given back when the request is over, and refused with 503 while small requests pass', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const system = fakeSystem(async ({ operation }) => {
      if (operation === 'create') await promise;
      return OK;
    });
    const proxy = await startProxy({ systems: [system], settings: { ...BODY_LIMIT, workMemory: 16 } });
    const post = (body: string) => proxy.send('/Users', { method: 'POST', body, headers: JSON_TYPE });
    const held = post(`{"members":[${members(60_000)}]}`);
    await expect.poll(() => system.calls.length).toBe(1);
    // The line is not waited for by what would have to wait for longer than others may.
    const small = Array.from({ length: 3 }, () => proxy.send('/Users'));
    for (const answer of await Promise.all(small)) expect(answer.status).toBe(200);
    const waiting = post(`{"members":[${members(60_000)}]}`);
    expect((await proxy.send('/Users')).status).toBe(200);
    expect(system.calls.filter(({ operation }) => operation === 'create')).toHaveLength(1);
    resolve();
    expect((await held).status).toBe(200);
    expect((await waiting).status).toBe(200);
  });
});
