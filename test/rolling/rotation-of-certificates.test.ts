/**
 * Whom the proxy believes its clients, and what it shows to a backend and believes of it, are exchanged while it runs, under load, by
 * files alone and with SIGHUP, as docs/operations.md says; no request fails.
 */
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeCertificate, type TestCertificate } from '../support/certificates.ts';
import { until } from '../support/until.ts';
import { type Backend, startBackend } from './backend.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { MountedFiles } from './mounted.ts';
import { freePorts, type Running, Stage, startInstance } from './processes.ts';
import { differencesOf } from './rolling.ts';
import { Traffic } from './traffic.ts';

const RATE = 100;
/** Requests that are begun, and over, between two steps. */
const BETWEEN = 150;
const PATH = '/ipsproxy/certapi/v1/scim/scim/';

const authorityCalled = (name: string) => makeCertificate({ name, authority: true });
const hostOf = (issuer: TestCertificate, name: string) =>
  makeCertificate({ name, issuer, addresses: ['127.0.0.1'] });

const ours = authorityCalled('Company CA');
const served = hostOf(ours, 'proxy');
/** An authority that was renewed has the same name and another key. */
const clientAuthorities = [authorityCalled('Client CA'), authorityCalled('Client CA')] as const;
const [oldClient, newClient] = clientAuthorities.map((issuer) =>
  makeCertificate({ name: 'idm', issuer }),
) as [TestCertificate, TestCertificate];
/** OpenSSL tells two of one name apart by identifiers of their keys, which these certificates have not. */
const backendAuthorities = [authorityCalled('Backend CA'), authorityCalled('Backend CA 2')] as const;
const shownToBackend = ['first', 'second'].map((name) => makeCertificate({ name, issuer: ours }));
const together = (certificates: readonly TestCertificate[]) =>
  certificates.map(({ certificate }) => certificate).join('');

let stage: Stage;
let backend: Backend;
let gateway: Gateway;
let files: MountedFiles;
let proxy: Running;
let origin: string;
let traffic: Traffic;

beforeEach(async () => {
  stage = new Stage();
  backend = await startBackend();
  stage.atEnd(() => backend.close());
  gateway = await startGateway(backend, hostOf(backendAuthorities[0], 'gateway'), ours.certificate);
  stage.atEnd(() => gateway.close());
  gateway.accept('first');
  files = new MountedFiles(await stage.folder());
  const [port = 0] = await freePorts(1);
  origin = `https://127.0.0.1:${port}`;
  await files.change({
    'tls.crt': served.certificate,
    'tls.key': served.key,
    'clients.pem': clientAuthorities[0].certificate,
    'backends.pem': backendAuthorities[0].certificate,
    ...shown(0),
    'c.json': configuration(),
  });
  const { certificate: ca } = ours;
  proxy = await startInstance(stage, { port, configuration: join(files.folder, 'c.json'), env: {}, ca });
  traffic = new Traffic({ origin, path: PATH, rate: RATE, ca, shows: oldClient });
  traffic.start();
  stage.atEnd(() => traffic.stop());
  await goOn();
});
afterEach(async () => {
  await stage.end();
});

function configuration(): string {
  return JSON.stringify({
    server: {
      externalUrl: origin,
      tls: {
        certificate: { file: 'tls.crt' },
        key: { file: 'tls.key' },
        clientAuthorities: [{ file: 'clients.pem' }],
      },
    },
    technicalUsers: [{ id: 'idm', certificates: [{ subject: 'CN=idm', issuer: 'CN=Client CA' }] }],
    systems: [
      {
        id: 'scim',
        type: 'scim',
        properties: {
          URL: gateway.url,
          Authentication: 'ClientCertificateAuthentication',
          TrustStoreLocation: { file: 'backends.pem' },
          'ipsproxy.tls.certificate': { file: 'shown.crt' },
          'ipsproxy.tls.private.key': { file: 'shown.key' },
        },
      },
    ],
  });
}

function shown(index: number): Record<string, string> {
  const { certificate = '', key = '' } = shownToBackend[index] ?? {};
  return { 'shown.crt': certificate, 'shown.key': key };
}

async function goOn(): Promise<void> {
  const { answered } = traffic;
  await until(() => traffic.answered >= answered + BETWEEN || traffic.failed.length > 0);
}

async function reload(): Promise<void> {
  const count = () => proxy.output().split('"msg":"configuration reloaded"').length;
  const before = count();
  proxy.child.kill('SIGHUP');
  await until(() => count() > before);
}

/** One connection, which stands. @returns what asks on it, and resolves with the status */
function clientWith({ certificate: cert, key }: TestCertificate): () => Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: ours.certificate, cert, key });
  stage.atEnd(() => agent.destroy());
  return async () => {
    const asked = request(`${origin}${PATH}Users?count=1`, { agent }).end();
    const [response] = await once(asked, 'response');
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  };
}

async function allWentWell(): Promise<void> {
  await traffic.stop();
  expect({ failed: traffic.failed, differences: differencesOf(traffic, backend) }).toEqual({
    failed: [],
    differences: [],
  });
}

const WAYS: readonly (readonly [string, (change: Record<string, string>) => Promise<void>])[] = [
  ['files alone', (change) => files.change(change)],
  [
    'files and SIGHUP',
    async (change) => {
      await files.change(change);
      await reload();
    },
  ],
];

it.each(WAYS)(
  'the authority of clients, by %s: both are trusted while clients are switched',
  async (_, change) => {
    const asOld = clientWith(oldClient);
    const asNew = clientWith(newClient);
    expect([await asOld(), await asNew()]).toEqual([200, 401]);
    await change({ 'clients.pem': together(clientAuthorities) });
    await until(async () => (await asNew()) === 200);
    await goOn();
    expect(await asOld()).toBe(200);
    traffic.show(newClient);
    await goOn();
    await change({ 'clients.pem': clientAuthorities[1].certificate });
    await until(async () => (await asOld()) === 401);
    await goOn();
    expect(await asNew()).toBe(200);
    await allWentWell();
  },
  90_000,
);

it.each(WAYS)(
  'certificates towards a backend, by %s: what is shown, and who is trusted',
  async (_, change) => {
    gateway.accept('first', 'second');
    await change({ ...shown(1), 'backends.pem': together(backendAuthorities) });
    const isOver = () =>
      gateway.connections.get('first') === 0 && (gateway.connections.get('second') ?? 0) > 0;
    await until(() => isOver() || traffic.failed.length > 0);
    gateway.accept('second');
    gateway.show(hostOf(backendAuthorities[1], 'gateway'));
    await goOn();
    await change({ 'backends.pem': backendAuthorities[1].certificate });
    const before = gateway.connected;
    await until(() => gateway.connected > before + 2 || traffic.failed.length > 0);
    await goOn();
    await allWentWell();
  },
  90_000,
);
