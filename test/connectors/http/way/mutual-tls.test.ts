/** Client certificates and authorities against servers with TLS. */
import { mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { referencedFile } from '../../../../src/config/references.ts';
import type { Connections } from '../../../../src/connectors/http/connections.ts';
import { compose } from '../../../../src/connectors/http/exchange.ts';
import { repeatOnStaleConnection } from '../../../../src/connectors/http/stale-connection.ts';
import { ClientCertificates } from '../../../../src/connectors/http/way/client-certificates.ts';
import { SharedState } from '../../../../src/connectors/shared-state.ts';
import { recordLog } from '../../../server/helpers.ts';
import { makeCertificate, type TestCertificate } from '../../../support/certificates.ts';
import {
  KEY_STORE,
  KEY_STORE_CERTIFICATE,
  KEY_STORE_CLIENT,
  KEY_STORE_PASSWORD,
} from '../../../support/key-stores.ts';
import { startTlsBackend } from '../../support/tls-backend.ts';
import { connectionsOf, GET } from '../../support/ways.ts';
import { startWebProxy } from '../../support/web-proxy.ts';

const authority = makeCertificate({ name: 'Company CA', authority: true });
const other = makeCertificate({ name: 'Other CA', authority: true });
const server = makeCertificate({
  name: 'backend',
  issuer: authority,
  hosts: ['backend.test'],
  addresses: ['127.0.0.1'],
});
const clientCalled = (name: string) => makeCertificate({ name, issuer: authority });
const client = clientCalled('client');

const CERTIFICATE = 'ipsproxy.tls.certificate';
const KEY = 'ipsproxy.tls.private.key';
const trusting = { TrustStoreLocation: authority.certificate };
const showing = ({ certificate, key }: TestCertificate) => ({
  ...trusting,
  [CERTIFICATE]: certificate,
  [KEY]: key,
});

/** Wants a certificate of the authority. */
const demanding = () =>
  startTlsBackend({
    cert: server.certificate,
    key: server.key,
    ca: [authority.certificate, KEY_STORE_CERTIFICATE],
    requestCert: true,
    rejectUnauthorized: true,
  });

describe('a backend that demands a client certificate', () => {
  it.each([
    ['client', showing(client)],
    [KEY_STORE_CLIENT, { ...trusting, KeyStoreLocation: KEY_STORE, KeyStorePassword: KEY_STORE_PASSWORD }],
  ])('gets that of %s', async (name, properties) => {
    await using backend = await demanding();
    const connections = connectionsOf(`https://127.0.0.1:${backend.port}`, properties);
    onTestFinished(() => connections.close());
    expect(await connections.send(GET)).toMatchObject({ status: 200 });
    expect(backend.clients).toEqual([name]);
  });

  it('gets none where none is set', async () => {
    await using backend = await demanding();
    const connections = connectionsOf(`https://127.0.0.1:${backend.port}`, trusting);
    onTestFinished(() => connections.close());
    await expect(connections.send(GET)).rejects.toThrow('no complete answer');
    expect(backend.clients).toEqual([]);
  });
});

describe('an authority', () => {
  const plain = () => startTlsBackend({ cert: server.certificate, key: server.key });
  const reach = async (
    port: number,
    ...way: Parameters<typeof connectionsOf> extends [string, ...infer Rest] ? Rest : never
  ) => {
    const connections = connectionsOf(`https://127.0.0.1:${port}`, ...way);
    onTestFinished(() => connections.close());
    return await connections.send(GET);
  };

  it('of a system, one of several, is trusted', async () => {
    await using backend = await plain();
    const TrustStoreLocation = other.certificate + authority.certificate;
    expect(await reach(backend.port, { TrustStoreLocation })).toMatchObject({ status: 200 });
  });

  it('of all systems is trusted, also beside one of the system', async () => {
    await using backend = await plain();
    const surroundings = { webProxyFor: () => undefined, authorities: [authority.certificate] };
    expect(await reach(backend.port, {}, { surroundings })).toMatchObject({ status: 200 });
    const TrustStoreLocation = other.certificate;
    expect(await reach(backend.port, { TrustStoreLocation }, { surroundings })).toMatchObject({
      status: 200,
    });
  });

  it('that nobody named is not', async () => {
    await using backend = await plain();
    await expect(reach(backend.port, {})).rejects.toMatchObject({ progress: 'unsent' });
    await expect(reach(backend.port, { TrustStoreLocation: other.certificate })).rejects.toMatchObject({
      progress: 'unsent',
    });
  });
});

/** Certificate and key in files of a folder that can be exchanged as Kubernetes does: `..data` is a link to the one in use. */
async function mounted(first: TestCertificate) {
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const context = { environment: {}, folder };
  const file = (name: string) => {
    const found = referencedFile({ file: name }, context, 'certificates');
    if (found === undefined) throw new Error('no file');
    return found;
  };
  const write = async ({ certificate, key }: Pick<TestCertificate, 'certificate' | 'key'>) => {
    await writeFile(join(folder, 'tls.crt'), certificate);
    await writeFile(join(folder, 'tls.key'), key);
  };
  await write(first);
  return {
    folder,
    files: new Map([
      [CERTIFICATE, file('tls.crt')],
      [KEY, file('tls.key')],
    ]),
    write,
    replace: async (next: TestCertificate) => {
      for (const [name, text] of [
        ['tls.crt', next.certificate],
        ['tls.key', next.key],
      ] as const) {
        await writeFile(join(folder, `${name}.new`), text);
        await rename(join(folder, `${name}.new`), join(folder, name));
      }
    },
  };
}

describe.each(['directly', 'through a web proxy'])('a certificate whose file changes, %s', (how) => {
  async function start(first: TestCertificate, files: Parameters<typeof connectionsOf>[2]) {
    const backend = await demanding();
    onTestFinished(() => backend[Symbol.asyncDispose]());
    const webProxy = await startWebProxy('me:secret');
    onTestFinished(() => webProxy[Symbol.asyncDispose]());
    const proxied = {
      'ipsproxy.webproxy': webProxy.origin,
      'ipsproxy.webproxy.user': 'me',
      'ipsproxy.webproxy.password': 'secret',
    };
    const properties = { ...showing(first), ...(how === 'directly' ? {} : proxied) };
    const host = how === 'directly' ? '127.0.0.1' : 'backend.test';
    const connections = connectionsOf(`https://${host}:${backend.port}`, properties, files);
    onTestFinished(() => connections.close());
    return { backend, connections, webProxy };
  }
  /** As all clients are put together: the backend may close a connection just when a request is on its way. */
  const ask = ({ send }: Connections) => compose(send, repeatOnStaleConnection)(GET);

  it('is used in its new form by the next connection, and no request fails', async () => {
    const { files, replace } = await mounted(client);
    const { backend, connections, webProxy } = await start(client, { files });
    await ask(connections);
    const underWay = Promise.all(Array.from({ length: 20 }, () => ask(connections)));
    await replace(clientCalled('renewed'));
    expect((await underWay).map(({ status }) => status)).toEqual(Array(20).fill(200));
    // The backend gives up the connections that there are.
    backend.cut();
    for (let count = 0; count < 3; count += 1) expect(await ask(connections)).toMatchObject({ status: 200 });
    expect(backend.clients[0]).toBe('client');
    expect(backend.clients.slice(-3)).toEqual(['renewed', 'renewed', 'renewed']);
    expect(webProxy.asked.length).toBe(how === 'directly' ? 0 : backend.connections());
  });

  it('may be one behind a link that is moved on', async () => {
    const one = await mounted(client);
    const two = await mounted(clientCalled('renewed'));
    const link = join(one.folder, '..data');
    await symlink(one.folder, link);
    const at = (name: string) => {
      const file = referencedFile({ file: name }, { environment: {}, folder: link }, 'certificates');
      if (file === undefined) throw new Error('no file');
      return file;
    };
    const files = new Map([
      [CERTIFICATE, at('tls.crt')],
      [KEY, at('tls.key')],
    ]);
    const { backend, connections } = await start(client, { files });
    await ask(connections);
    await unlink(link);
    await symlink(two.folder, link);
    backend.cut();
    await ask(connections);
    expect(backend.clients).toEqual(['client', 'renewed']);
  });

  it('stays as it was where the new one is broken, which is said once', async () => {
    const { files, write } = await mounted(client);
    const { lines, logger } = recordLog();
    const shared = new SharedState();
    const { backend, connections } = await start(client, { files, shared, log: logger });
    await write({ certificate: clientCalled('renewed').certificate, key: client.key });
    for (let count = 0; count < 3; count += 1) {
      await ask(connections);
      backend.cut();
    }
    expect(backend.clients).toEqual(['client', 'client', 'client']);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [
        40,
        `certificates cannot be used as they are now, new connections use those from before: ${KEY} is the key of another certificate than that of CN=renewed`,
      ],
    ]);
    const certificates = shared.get(ClientCertificates);
    expect(certificates.used).toMatchObject([{ systemId: 'a', subject: 'CN=client', property: CERTIFICATE }]);
    await write(clientCalled('repaired'));
    await certificates.refresh();
    expect(certificates.used).toMatchObject([{ subject: 'CN=repaired' }]);
    expect(lines.at(-1)?.['msg']).toMatch(
      /^certificates have changed, new connections use them: CN=repaired, which expires on \d{4}-\d\d-\d\d$/,
    );
  });
});
