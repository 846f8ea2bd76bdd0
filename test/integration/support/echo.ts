/**
 * Answers of servers that repeat what they were sent: what of it, how it is encoded, and where in the answer it stands.
 */
import { ERROR_SCHEMA } from '../../../src/scim/errors.ts';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface EchoAnswer {
  readonly message?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is repeated. */
export const PIECES: Readonly<Record<string, (received: Received) => string>> = {
  authorization: ({ headers }) => `cannot use authorization: ${headers['authorization']}`,
  credential: ({ headers }) => `refused "${headers['authorization']?.split(' ')[1]}" as credential`,
  logon: (received) => {
    const { user, password } = logonOf(received);
    return `no logon of ${user} with ${password} at the moment`;
  },
  url: (received) => {
    const { user, password } = logonOf(received);
    return `https://${user}:${password}@idp.example${received.url} is not reachable`;
  },
  keys: ({ headers }) => `key ${headers['x-api-key']} is blocked, and (${headers['x-gateway']}) too`,
  body: ({ body }) => `cannot read ${body}`,
  head: ({ method, url, headers }) =>
    `${method} ${url} HTTP/1.1\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\r\n')}`,
  everything: ({ method, url, headers, body }) =>
    `${method} ${url}\n${headers['authorization']}\n${JSON.stringify(headers)}\n\n${body}`,
  /** Also those that are nobody's secret, in sentences. */
  values: ({ body }) =>
    textsIn(parsed(body))
      .toReversed()
      .map((value) => `"${value}" is too weak`)
      .join(', '),
  'cut credential': (received) => {
    const { password } = logonOf(received);
    return `logged: ${received.headers['authorization']?.slice(0, 22)}... and then ${password.slice(0, -4)}`;
  },
  'cut where the proxy cuts': (received) => {
    const { password } = logonOf(received);
    return `${'long text, '.repeat(40)}${'x'.repeat(40)} ${password} ${received.headers['authorization']}`;
  },
};

/** How it is written. */
export const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  percent: encodeURIComponent,
  'percent, lower case': (text) => encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase()),
  'percent, all of it': (text) =>
    Buffer.from(text)
      .toString('hex')
      .replace(/../g, (digits) => `%${digits}`),
  'percent twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  form: (text) => new URLSearchParams({ text }).toString().slice('text='.length),
  JSON: (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  'JSON, all of it': (text) =>
    Array.from(
      { length: text.length },
      (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  HTML: (text) =>
    text.replace(/[&<>"'=+/]/g, (character) => `&#${character.charCodeAt(0)};`).replaceAll('-', '&#x2D;'),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 in lines': (text) => Buffer.from(text).toString('base64').replace(/.{64}/g, '$&\r\n'),
  hex: (text) => Buffer.from(text).toString('hex'),
};

const json = (body: unknown, type = 'application/json'): EchoAnswer => ({
  headers: { 'content-type': type },
  body: JSON.stringify(body),
});
const inHeader = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 1_500);

/** Where it stands. */
export const SHAPES: Readonly<Record<string, (text: string, status: number) => EchoAnswer>> = {
  'SCIM error': (detail, status) =>
    json({ schemas: [ERROR_SCHEMA], status: String(status), detail }, 'application/scim+json'),
  'SCIM errors': (detail) => json([{ schemas: [ERROR_SCHEMA], detail }, { detail: `${detail}!` }]),
  'plain text': (body) => ({ headers: { 'content-type': 'text/plain' }, body }),
  page: (text) => ({
    headers: { 'content-type': 'text/html' },
    body: `<html><body><h1>Blocked</h1><pre>${text}</pre></body></html>`,
  }),
  markup: (text) => ({ headers: { 'content-type': 'text/xml' }, body: `<fault><why>${text}</why></fault>` }),
  message: (message) => json({ message }),
  'message in error': (message) => json({ error: { code: 17, message } }),
  OAuth: (text) => json({ error: 'invalid_request', error_description: text }),
  'OAuth unauthorized': (text) => json({ error: text, message: text }),
  'Cloud Controller': (detail) => json({ errors: [{ code: 10_008, title: 'CF-Unprocessable', detail }] }),
  'JSON in JSON': (text) => json({ error: 'x', error_description: JSON.stringify({ message: text }) }),
  'JSON text': (text) => json(text),
  'broken JSON': (text) => ({
    headers: { 'content-type': 'application/json' },
    body: `{"detail": ${JSON.stringify(text)}, `,
  }),
  headers: (text) => ({
    message: inHeader(text),
    headers: {
      'content-type': inHeader(text),
      'x-correlation-id': inHeader(text).replaceAll(' ', ''),
      'x-ids-id': inHeader(text).replaceAll(' ', '').slice(0, 150),
      'x-vcap-request-id': inHeader(text),
      'www-authenticate': inHeader(text),
      'x-debug': inHeader(text),
      etag: `"x"`,
    },
    body: '?',
  }),
  redirect: (text) => ({
    headers: {
      location: `https://${text.replace(/%(?:25)*[\da-f]{2}|[^A-Za-z0-9-]/gi, '').slice(-60)}.example/${inHeader(text)}`,
    },
    body: '',
  }),
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

interface Logon {
  readonly user: string;
  readonly password: string;
}

/** What a server reads out of the request; of a token its last part is taken for a password. */
function logonOf({ headers, body }: Received): Logon {
  const [scheme = '', credential = ''] = headers['authorization']?.split(' ') ?? [];
  const form = new URLSearchParams(body);
  const [user, password] = [form.get('username'), form.get('password')];
  if (user !== null && password !== null) return { user, password };
  const token = form.get('refresh_token');
  if (token !== null) return { user: 'somebody', password: token };
  if (scheme.toLowerCase() !== 'basic')
    return { user: 'somebody', password: credential.split('.').at(-1) ?? '' };
  const [name = '', ...rest] = Buffer.from(credential, 'base64').toString().split(':');
  return { user: name, password: rest.join(':') };
}
