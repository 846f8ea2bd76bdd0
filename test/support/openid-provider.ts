/** An OpenID provider on a free port, which issues whatever tokens a test wants. Shares no code with what reads them. */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenKey {
  readonly id: string;
  readonly algorithm: string;
  readonly privateKey: KeyObject;
  /** Public, with `kid` and `alg`. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

type KeyType = 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';

/** @param bits of RSA */
export function makeKey(algorithm: KeyType, id = randomBytes(6).toString('hex'), bits = 2048): TokenKey {
  const { privateKey, publicKey } = pair(algorithm, bits);
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: id, alg: algorithm, use: 'sig' };
  return { id, algorithm, privateKey, jwk };
}

function pair(algorithm: KeyType, bits: number): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 'ES384') return generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return generateKeyPairSync('rsa', { modulusLength: bits });
}

export const base64url = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export type Header = Readonly<Record<string, unknown>>;

/** @param header on top of `alg` and `kid`; `undefined` takes one away */
export function signToken(claims: object | string, key: TokenKey, header: Header = {}): string {
  const input = `${base64url({ alg: key.algorithm, kid: key.id, ...header })}.${base64url(claims)}`;
  return `${input}.${signatureOf(input, key).toString('base64url')}`;
}

export function signatureOf(input: string, { algorithm, privateKey }: TokenKey): Buffer {
  const bytes = Buffer.from(input);
  if (algorithm === 'EdDSA') return sign(null, bytes, privateKey);
  const digest = `sha${algorithm.slice(2)}`;
  // RSASSA-PSS has a salt as long as the digest (RFC 7518 §3.5).
  const padding = algorithm.startsWith('PS')
    ? { padding: 6, saltLength: Number(algorithm.slice(2)) / 8 }
    : {};
  return sign(digest, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363', ...padding });
}

/** A signature with a shared secret (HS256). */
export function signWithSecret(claims: object, secret: string | Buffer, header: Header = {}): string {
  const input = `${base64url({ alg: 'HS256', ...header })}.${base64url(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** RFC 8705 §3.1. @param certificate DER */
export function thumbprintOf(certificate: Buffer): string {
  return createHash('sha256').update(certificate).digest('base64url');
}

export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

type Documents = Record<string, unknown | ((response: ServerResponse) => void)>;

export interface OpenIdProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly url: string;
  /** Its keys, as it publishes them; may be changed. */
  keys: Readonly<Record<string, unknown>>[];
  /** What it has at other paths, or there in place of what it should have. */
  readonly documents: Documents;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** `X-Request-Id` of each of them. */
  readonly requestIds: (string | undefined)[];
  /** A good token of the client `client` for the audience `proxy`, but for what is given. */
  token(claims?: object, header?: Header, key?: TokenKey): string;
}

export const METADATA = '/.well-known/openid-configuration';

/** @param path behind the URL, of the issuer */
export async function startOpenIdProvider(key = makeKey('RS256'), path = ''): Promise<OpenIdProvider> {
  const documents: Documents = {};
  const asked: string[] = [];
  const requestIds: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const at = request.url ?? '';
    asked.push(at);
    requestIds.push(request.headers['x-request-id']?.toString());
    const usual: Documents = {
      [`${path}${METADATA}`]: { issuer: provider.issuer, jwks_uri: `${provider.url}/keys` },
      '/keys': { keys: provider.keys },
    };
    const document = at in documents ? documents[at] : usual[at];
    if (typeof document === 'function') return document(response);
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(typeof document === 'string' ? document : JSON.stringify(document ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: OpenIdProvider = {
    issuer: `${url}${path}`,
    url,
    keys: [key.jwk],
    documents,
    asked,
    requestIds,
    token: (claims = {}, header = {}, by = key) =>
      signToken(
        {
          iss: provider.issuer,
          aud: 'proxy',
          azp: 'client',
          sub: 'client',
          iat: inSeconds(0),
          exp: inSeconds(600),
          ...claims,
        },
        by,
        header,
      ),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return provider;
}
