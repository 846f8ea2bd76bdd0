/** Every place where a text of a backend is shown or logged, with a secret in it. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { CloudController } from '../../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller.ts';
import { cloudControllerError } from '../../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller-error.ts';
import { PROVISIONING_USER } from '../../../../src/connectors/cloud-foundry/logon/provisioning-user.ts';
import { tokenError } from '../../../../src/connectors/cloud-foundry/logon/token-error.ts';
import { failureFields } from '../../../../src/connectors/failure-fields.ts';
import type { Backend, CallDescription } from '../../../../src/connectors/http/backend.ts';
import type { OutboundResponse } from '../../../../src/connectors/http/exchange.ts';
import { SecretMask } from '../../../../src/connectors/http/masking/secret-mask.ts';
import { undocumentedStatus } from '../../../../src/connectors/http/undocumented-status.ts';
import { UpstreamClient } from '../../../../src/connectors/http/upstream-client.ts';
import { upstreamError } from '../../../../src/connectors/http/upstream-error.ts';
import { presentable } from '../../../../src/connectors/http/upstream-message.ts';
import { version1Error } from '../../../../src/connectors/identity-authentication/v1/index.ts';
import { uaaError } from '../../../../src/connectors/uaa-api/uaa-error.ts';
import { ScimError } from '../../../../src/scim/errors.ts';
import { callContext, scimError } from '../../support/context.ts';

const PASSWORD = 'Kq7x/9+=&"<é %41Zw2rT';
const mask = new SecretMask({ credentials: { user: 'technical-user', password: PASSWORD }, headers: {} });
const SECRETS = [PASSWORD, 'technical-user', Buffer.from(`technical-user:${PASSWORD}`).toString('base64')];
const backend: Backend = {
  name: 'Backend',
  systemId: 'system-1',
  origin: 'https://backend.example',
  mask,
  requiredRole: () => 'a role',
  lockout: '',
  retryAfter: 60,
  addressAdvice: 'check the address',
};
const call: CallDescription = {
  method: 'PUT',
  path: '/scim/Users/1',
  template: '/scim/Users/:id',
  resource: 'Users',
  target: 'entity',
  filtered: false,
};
const ECHO = `no logon of ${SECRETS.join(', ')} here`;
const json = (body: unknown) => Buffer.from(JSON.stringify(body));
const BODIES: Readonly<Record<string, Buffer>> = {
  text: Buffer.from(ECHO),
  detail: json({ detail: ECHO }),
  list: json([{ detail: ECHO }, { message: ECHO }]),
  message: json({ message: ECHO }),
  OAuth: json({ error: 'invalid_request', error_description: ECHO }),
  nested: json({ error: 'unauthorized', error_description: JSON.stringify({ message: ECHO }) }),
  'Cloud Controller': json({ errors: [{ code: 10_008, title: 'x', detail: ECHO }] }),
};
const HEADERS = {
  location: `https://host.example/${encodeURIComponent(PASSWORD)}`,
  'content-type': ECHO,
  'x-vcap-request-id': PASSWORD,
  'x-correlation-id': SECRETS[2],
};
const STATUSES = [302, 400, 401, 403, 404, 409, 412, 413, 418, 422, 429, 500, 501, 502, 503];
const READERS: Readonly<Record<string, (response: OutboundResponse) => Error>> = {
  SCIM: (response) => upstreamError(backend, call, response),
  'version 1': (response) => version1Error(backend, call, response),
  UAA: (response) => uaaError(backend, call, response, PROVISIONING_USER),
  tokens: (response) => tokenError(backend, call, response),
  'Cloud Controller': (response) => cloudControllerError(backend, call, response),
  'any backend': (response) => undocumentedStatus(backend, call, response) ?? new Error('documented'),
};

function expectNothing(text: string): void {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
}

describe('an error', () => {
  it.each(Object.entries(READERS))('of %s has no secret, whatever the status and the body', (_, read) => {
    for (const status of STATUSES) {
      for (const body of Object.values(BODIES))
        expectNothing(read({ status, headers: HEADERS, body }).message);
    }
  });

  it('has no part of a secret either where its text is cut', () => {
    for (let length = 440; length < 500; length += 1) {
      const shown = presentable(`${'x'.repeat(length)} ${PASSWORD} ${'y'.repeat(100)}`, mask);
      expect(shown?.replace(/^x+ /, '')).not.toContain(PASSWORD.slice(0, 2));
    }
  });

  it.each([2_000, 2_048, 64 * 1024])('has no part of a secret where no more than %d is read', (most) => {
    for (let length = most - 25; length <= most; length += 1) {
      for (const read of Object.values(READERS)) {
        const body = Buffer.from(`${' '.repeat(length)}${PASSWORD}`);
        expect(read({ status: 400, headers: {}, body }).message).not.toContain(PASSWORD.slice(0, 4));
      }
    }
  });

  it('names the host of a redirect without a secret in it, and none where tokens are sent', () => {
    const location = 'https://key-4f5a6b7c8d9e.example/x';
    const own = new SecretMask({
      credentials: { user: 'u', password: 'Key-4f5a6b7c8d9e' },
      headers: {},
    });
    const response = { status: 302, headers: { location }, body: Buffer.alloc(0) };
    const error = undocumentedStatus({ ...backend, mask: own }, call, response);
    expect(error?.message).toContain('a redirect to https://***.example');
    own.remember('a-token-of-which-a-part-is-left');
    expect(undocumentedStatus({ ...backend, mask: own }, call, response)?.message).not.toContain('***');
  });
});

describe('an answer that is no JSON', () => {
  it('is described and logged without secrets', async () => {
    const lines: string[] = [];
    const client = new UpstreamClient({
      backend,
      base: { origin: backend.origin, path: '/scim' },
      send: async () => ({ status: 200, headers: HEADERS, body: Buffer.from(ECHO) }),
      contentType: 'application/json',
      accept: 'application/json',
    });
    const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    const error = await scimError(
      client.call({ method: 'GET', resource: 'Users' }, { ...callContext(), log }),
    );
    expectNothing(error.message);
    expect(lines).toHaveLength(1);
    expectNothing(lines.join(''));
  });
});

describe('a job of Cloud Controller', () => {
  const answering = (response: Partial<OutboundResponse>) =>
    new CloudController(
      new UpstreamClient({
        backend,
        base: { origin: backend.origin, path: '/v3' },
        send: async () => ({ status: 202, headers: {}, body: Buffer.alloc(0), ...response }),
        contentType: 'application/json',
        accept: 'application/json',
      }),
    );

  it('tells why it failed without secrets', async () => {
    const body = json({ guid: 'guid', state: 'FAILED', errors: [{ code: 1, detail: ECHO }] });
    const { problem = '' } = await answering({ status: 200, body }).job('guid', callContext());
    expect(problem).toMatch(/^no logon of \*\*\*/);
    expectNothing(problem);
  });

  it('is not asked for under a secret, which errors would name', async () => {
    const location = 'https://backend.example/v3/jobs/technical-user';
    const cloudController = answering({ headers: { location } });
    expect(await cloudController.deleteRole('role', callContext())).toBeUndefined();
  });
});

describe('a log line about a failure', () => {
  it.each([
    ['info', undefined],
    ['debug', 'what the backend said'],
  ])('has the words of a backend at level debug only: %s', (level, detail) => {
    const log = pino({ level }, { write: () => undefined });
    const error = new ScimError(409, 'what the backend said', { scimType: 'uniqueness' });
    expect(failureFields(error, log)).toEqual({ status: 409, code: 'SCIM_UNIQUENESS', detail });
    expect(failureFields(new TypeError('anything'), log)).toEqual({ code: 'TypeError' });
  });
});
