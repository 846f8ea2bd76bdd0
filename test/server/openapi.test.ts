/** Documents about the API of a system, and the page that shows them. */
import { describe, expect, it } from 'vitest';
import { DESCRIPTION } from '../openapi/support/description.ts';
import {
  API,
  basic,
  expectScimError,
  fakeSystem,
  runtimeOf,
  SYSTEM,
  startProxy,
  technicalUser,
} from './helpers.ts';

const described = (description = DESCRIPTION) => ({ ...fakeSystem(), description });
const start = (settings = {}) => startProxy({ systems: [described()], settings });

describe.each(['openapi.json', 'postman.json'])('%s', (name) => {
  it('is JSON with a version, by which a client sees that it has not changed', async () => {
    const proxy = await start();
    const first = await proxy.send(`/${name}`);
    expect(first.status).toBe(200);
    expect(first.headers['content-type']).toBe('application/json');
    const { etag } = first.headers;
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    const known = await proxy.send(`/${name}`, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect([known.status, known.text, known.headers['etag']]).toEqual([304, '', etag]);
    const other = await proxy.send(`/${name}`, { headers: { 'if-none-match': '"other"' } });
    expect([other.status, other.text]).toEqual([200, first.text]);
    const head = await proxy.send(`/${name}`, { method: 'HEAD' });
    expect([head.status, head.text, head.headers['etag']]).toEqual([200, '', etag]);
  });

  it('is for whoever may use the system, and for nobody else', async () => {
    const users = [
      await technicalUser('client', ['secret'], { endpoints: ['Groups'], operations: ['create'] }),
      await technicalUser('other', ['secret'], { systems: ['another'] }),
    ];
    const proxy = await startProxy({ systems: [described()], users });
    expect((await proxy.send(`/${name}`)).status).toBe(200);
    expectScimError(await proxy.send(`/${name}`, { authorization: null }), 401, /required/);
    expectScimError(
      await proxy.send(`/${name}`, { authorization: basic('other', 'secret') }),
      403,
      /may not use/,
    );
  });

  it('is read only, and has nothing behind it', async () => {
    const proxy = await start();
    const post = await proxy.send(`/${name}`, { method: 'POST', body: {} });
    expectScimError(post, 405, /use GET/);
    expect(post.headers['allow']).toBe('GET, HEAD, OPTIONS');
    expectScimError(await proxy.send(`/${name}/more`), 404, /nothing may follow/);
  });
});

it('the URL family and the host that were asked stand in the document', async () => {
  const proxy = await start();
  const path = `/ipsproxy/service/api/v1/scim/${SYSTEM}/openapi.json`;
  const first = await proxy.send(path, { absolute: true, headers: { host: 'a.example.com' } });
  expect(first.body['servers']).toEqual([
    { url: `http://a.example.com/ipsproxy/service/api/v1/scim/${SYSTEM}` },
  ]);
  const many = await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      proxy.send('/openapi.json', { headers: { host: `h${number}.example.com` } }),
    ),
  );
  expect(many.map(({ body }) => body['servers'])).toEqual(
    many.map((_, number) => [{ url: `http://h${number}.example.com${API}/${SYSTEM}` }]),
  );
});

it('a new configuration gives a new document', async () => {
  const proxy = await start();
  const before = await proxy.send('/openapi.json');
  proxy.holder.swap(await runtimeOf({ systems: [described({ ...DESCRIPTION, name: 'Renamed' })] }));
  const after = await proxy.send('/openapi.json', {
    headers: { 'if-none-match': String(before.headers['etag']) },
  });
  expect([after.status, after.body['info']]).toEqual([200, expect.objectContaining({ title: 'Renamed' })]);
});

describe('the page', () => {
  it('is not there unless the configuration has it', async () => {
    const proxy = await start();
    expectScimError(await proxy.send('/openapi'), 404, /server\.apiPage/);
    expectScimError(await proxy.send('/openapi/page.js'), 404, /server\.apiPage/);
  });

  it('has all that it loads beside itself, and lets nothing else in', async () => {
    const proxy = await start({ apiPage: true });
    const { status, headers, text } = await proxy.send('/openapi');
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'; .*frame-ancestors 'none'$/,
    );
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).toContain('<title>A &amp; &lt;system&gt;</title>');
    expect(text).not.toMatch(/<script>|<style>|style=|\son\w+=/);
    const loaded = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    const parts = await Promise.all(loaded.map((path) => proxy.send(path, { absolute: true })));
    expect(parts.map((part) => [part.status, part.headers['content-type']])).toEqual([
      [200, 'text/css; charset=utf-8'],
      [200, 'text/javascript; charset=utf-8'],
      [200, 'text/javascript; charset=utf-8'],
    ]);
    expect(parts[1]?.text).toContain('SwaggerUIBundle');
  });

  it.each(['..%2f..%2fpackage.json', '__proto__', 'constructor', 'swagger-ui.js', 'package.json', '%2e%2e'])(
    'has no part %s',
    async (name) => {
      const proxy = await start({ apiPage: true });
      const answer = await proxy.send(`/openapi/${name}`);
      expect([400, 404]).toContain(answer.status);
      expect(answer.headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    },
  );

  it('needs the credentials of a technical user, its parts as well', async () => {
    const proxy = await start({ apiPage: true });
    for (const path of ['/openapi', '/openapi/page.js', '/openapi/swagger-ui-bundle.js']) {
      const answer = await proxy.send(path, { authorization: null });
      expectScimError(answer, 401, /required/);
      expect(answer.headers['www-authenticate']).toMatch(/^Basic/);
    }
  });
});
