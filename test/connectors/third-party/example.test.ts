/** The example of the documentation, served by a process of its own from a folder of its own. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../cli/helpers.ts';
import { AUTHORIZATION, ENVIRONMENT } from '../../cli/proxy-process.ts';
import { folderWith } from '../../config/helpers.ts';
import { exampleFiles, PEOPLE } from './csv-example.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

it('has less than 100 lines', () => {
  expect(Object.keys(exampleFiles)).toEqual([
    'csv-connector.js',
    'transformations/read.json',
    'transformations/write.json',
    'ipsproxy.jsonc',
    'rest-connector.ts',
  ]);
  expect(exampleFiles['csv-connector.js']?.trimEnd().split('\n').length).toBeLessThan(100);
});

async function serve(files: Readonly<Record<string, string>>, configuration: string) {
  const folder = await folderWith({ 'package.json': '{ "type": "module" }', ...files });
  const config = join(folder, 'c.jsonc');
  const text = configuration.replace('"port": 8080', '"port": 0, "drainTime": 0');
  await writeFile(config, text);
  const proxy = run('serve', { args: ['--config', config], env: ENVIRONMENT });
  const { url } = await proxy.line(({ url }) => url !== undefined);
  const scim = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/ipsproxy/api/v1/scim/people${path}`, {
      method,
      headers: { authorization: AUTHORIZATION, 'content-type': 'application/scim+json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { folder, proxy, scim };
}

describe('users in a CSV file', () => {
  const start = async () => {
    const folder = await folderWith({ 'people.csv': PEOPLE });
    const file = join(folder, 'people.csv');
    const configuration = exampleFiles['ipsproxy.jsonc']?.replace('"people.csv"', JSON.stringify(file)) ?? '';
    return { ...(await serve(exampleFiles, configuration)), file };
  };

  it('are listed, found, read, created, replaced, patched and deleted', async () => {
    const { scim, file } = await start();
    const all = await scim('GET', '/Users');
    expect(all.body).toMatchObject({ totalResults: 2 });
    expect(all.body.Resources.map(({ name }: { name: { givenName: string } }) => name.givenName)).toEqual([
      'Jane',
      'Joe "J", junior',
    ]);
    const found = await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "JOE"')}`);
    expect(found.body.Resources).toMatchObject([{ id: 'u2', userName: 'joe' }]);
    expect((await scim('GET', '/Users/u3')).status).toBe(404);

    const created = await scim('POST', '/Users', {
      schemas: [USER],
      userName: 'ann',
      name: { familyName: 'A, B' },
    });
    expect([created.status, created.body.userName]).toEqual([201, 'ann']);
    const { id } = created.body;
    expect((await scim('POST', '/Users', { schemas: [USER], userName: 'ann' })).body).toMatchObject({
      status: '409',
      scimType: 'uniqueness',
    });
    const replaced = { schemas: [USER], userName: 'anna', emails: [{ value: 'a@acme.example' }] };
    expect((await scim('PUT', `/Users/${id}`, replaced)).body).toMatchObject({ userName: 'anna' });
    const patched = await scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'name.givenName', value: 'Anna' }],
    });
    expect([patched.status, (await scim('GET', `/Users/${id}`)).body]).toMatchObject([
      200,
      { userName: 'anna', name: { givenName: 'Anna' }, emails: [{ value: 'a@acme.example' }] },
    ]);
    expect(await readFile(file, 'utf8')).toContain(`"${id}","anna","Anna","","a@acme.example"\n`);
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(404);
  });

  it('that cannot be read are a 502 which says nothing of the file, as does the log', async () => {
    const { scim, file, proxy } = await start();
    await rm(file);
    const answer = await scim('GET', '/Users');
    expect(answer).toEqual({
      status: 502,
      body: expect.objectContaining({
        detail: expect.stringMatching(/^System people: list of connector "csv-file" failed \(Error\)\./),
      }),
    });
    const line = await proxy.line(({ msg }) => msg === 'connector failed');
    expect(line).toMatchObject({ level: 50, system: 'people', err: { type: 'Error' } });
    expect(JSON.stringify([answer, line])).not.toContain(file);
  });
});

describe('a backend with REST', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const person = { id: 'p1', login: 'jane', first: 'Jane' };
  let start: () => ReturnType<typeof serve>;
  beforeAll(() => {
    start = async () => {
      const backend = createServer((request, response) => answer(request, response));
      await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void backend.close());
      const address = backend.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const properties = {
        URL: `http://127.0.0.1:${port}`,
        User: 'technical-user',
        Password: { env: 'BACKEND_SECRET' },
        'acme.department': 'R&D',
        'ips.failed.request.retry.attempts': 0,
      };
      return await serve(
        exampleFiles,
        JSON.stringify({
          server: { port: 0, drainTime: 0 },
          technicalUsers: [
            {
              id: 'client',
              secrets: [{ env: 'CLIENT_SECRET' }],
              permissions: ['IPS_PROXY_USER', 'IPSPROXY_EXPLAIN'],
            },
          ],
          connectors: ['./rest-connector.ts'],
          systems: [{ id: 'people', type: 'acme-people', properties }],
        }),
      );
    };
  });

  it('answers in its own statuses, and clients get theirs', async () => {
    const seenOf = async (...statuses: readonly number[]) => {
      const { scim } = await start();
      const seen: Record<number, number> = {};
      for (const status of statuses) seen[status] = (await scim('GET', `/Users/${status}`)).status;
      return seen;
    };
    answer = ({ url = '' }, response) => {
      const json = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (url === '/people/p1') return json(200, person);
      if (url.startsWith('/people?')) return json(200, { people: [person], total: 1 });
      return json(Number(url.slice('/people/'.length)), { error: 'no' });
    };
    const { scim } = await start();
    expect((await scim('GET', '/Users/p1')).body).toMatchObject({ id: 'p1', userName: 'jane' });
    expect((await scim('GET', '/Users')).body).toMatchObject({ totalResults: 1 });
    // Behind a 429 nothing is sent for a while, and behind a 401 nothing with the same credentials.
    expect([await seenOf(429), await seenOf(401)]).toEqual([{ 429: 429 }, { 401: 502 }]);
    expect(await seenOf(404, 409, 403, 400, 422, 500, 503)).toEqual({
      404: 404,
      409: 409,
      403: 502,
      400: 400,
      422: 400,
      500: 502,
      503: 502,
    });
    const detail = (await scim('GET', '/Users/404')).body.detail;
    expect(detail).toMatch(
      /^ACME People \(system people, http:\/\/127\.0\.0\.1:\d+\) answered GET \/people\/404 with 404: no\.$/,
    );
  });

  it('is logged on to, gets what is written, and nothing in a dry run', async () => {
    const { scim } = await start();
    const seen: unknown[] = [];
    answer = (request, response) => {
      const { method, url, headers } = request;
      let text = '';
      request.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        seen.push([method, url, headers.authorization, text === '' ? undefined : JSON.parse(text)]);
        const status = method === 'POST' ? 201 : 200;
        const body = url?.startsWith('/people?') ? { people: [person], total: 1 } : person;
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    };
    const authorization = `Basic ${btoa('technical-user:hunter2')}`;
    const jane = { schemas: [USER], userName: 'jane' };

    expect((await scim('POST', '/Users', jane)).body).toMatchObject({ id: 'p1', userName: 'jane' });
    expect(seen).toEqual([['POST', '/people', authorization, { login: 'jane' }]]);
    await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "a&b"')}`);
    expect(seen[1]).toEqual([
      'GET',
      '/people?offset=0&limit=2&department=R%26D&login=a%26b',
      authorization,
      undefined,
    ]);

    const dry = await scim('POST', '/Users', jane, { prefer: 'handling=dry-run' });
    expect(JSON.stringify(dry.body)).toMatch(/"POST".*\/people"/);
    expect(JSON.stringify(dry.body)).not.toContain('hunter2');
    expect(seen).toHaveLength(2);
  });

  it('that answers a page instead has a wrong address, and is no missing person', async () => {
    const { scim } = await start();
    answer = (_, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
    const { status, body } = await scim('GET', '/Users/p1');
    expect([status, body.detail]).toEqual([502, expect.stringContaining('property URL')]);
  });

  it('lacks what is needed to log on: validate says so, as of other systems', async () => {
    const folder = await folderWith({
      'package.json': '{ "type": "module" }',
      ...exampleFiles,
      'c.json': JSON.stringify({
        connectors: ['./rest-connector.ts'],
        systems: [{ id: 'people', type: 'acme-people', properties: { URL: 'http://acme.example' } }],
      }),
    });
    const { stdout } = await run('validate', { args: ['--config', join(folder, 'c.json')] }).ended;
    expect(stdout).toContain('error: system "people": property "User" is missing');
    expect(stdout).toContain('error: system "people": property "Password" is missing');
  });
});
