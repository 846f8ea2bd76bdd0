/** scim2-server as a tenant: with the schemas of Identity Directory, below `/scim`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import type { JsonObject } from '../../src/scim/json.ts';

export interface SecondServer extends AsyncDisposable {
  /** What the connector takes as `URL`. */
  readonly url: string;
}

/** @param command path of the executable */
export async function startSecondServer(command: string): Promise<SecondServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-second-server-'));
  const { schemas, resourceTypes } = await tenantSchemas();
  await writeFile(join(folder, 'schemas.json'), JSON.stringify(schemas));
  await writeFile(join(folder, 'types.json'), JSON.stringify(resourceTypes));
  const port = await freePort();
  const files = ['--schema', join(folder, 'schemas.json'), '--resource-type', join(folder, 'types.json')];
  const server = spawn(command, [...files, '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  // It says a line for every request; only the last matters, where it ends.
  let said = '';
  server.stderr.on('data', (text) => {
    said = String(text);
  });
  // However it ends, now or when it is told to.
  server.once('exit', () => rmSync(folder, { recursive: true }));
  await Promise.race([
    once(server.stdout, 'data'),
    once(server, 'exit').then(([code]) => {
      throw new Error(`${command} ended with ${code}: ${said}`);
    }),
  ]);
  const front = await startFront(port);
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      front.close();
      front.closeAllConnections();
      server.kill();
      await once(server, 'exit');
    },
  };
}

/** The connector asks below `/scim`, the server answers below `/v2`. */
async function startFront(port: number): Promise<Server> {
  const front = createServer((incoming, response) => {
    const { method, headers, url = '' } = incoming;
    const path = url.replace(/^\/scim/, '/v2');
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      pipeline(answer, response).catch(() => response.destroy());
    });
    pipeline(incoming, outgoing).catch(() => response.destroy());
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return front;
}

async function tenantSchemas(): Promise<{ schemas: JsonObject[]; resourceTypes: JsonObject[] }> {
  const tenant = await startIdentityAuthentication({ users: 0, groups: 0 });
  const { clientId, clientSecret } = tenant.credentials;
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const read = async (endpoint: string): Promise<JsonObject[]> => {
    const answer = await fetch(`${tenant.url}/scim/${endpoint}`, { headers: { authorization } });
    return ((await answer.json()) as { Resources: JsonObject[] }).Resources;
  };
  const schemas = await read('Schemas');
  const resourceTypes = await read('ResourceTypes');
  await tenant.close();
  return {
    // The server makes a class of each, named after the schema, and SAP's are all named User or Group.
    schemas: schemas.map((schema, index) => {
      const isExtension = String(schema['id']).includes(':extension:');
      return isExtension ? { ...schema, name: `${schema['name']}Extension${index}` } : schema;
    }),
    resourceTypes: resourceTypes.filter(({ id }) => id !== 'Schema'),
  };
}

/** The server cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createSocketServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
