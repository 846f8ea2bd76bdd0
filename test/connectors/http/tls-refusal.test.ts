/** What gateways say about TLS in an answer. */
import { describe, expect, it } from 'vitest';
import { judgeToken } from '../../../src/connectors/http/authentication/token-refusal.ts';
import { judgeStatus } from '../../../src/connectors/http/refusal.ts';
import { tlsRefusal } from '../../../src/connectors/http/tls-refusal.ts';
import { UpstreamClient } from '../../../src/connectors/http/upstream-client.ts';
import { callContext, scimError } from '../support/context.ts';
import { EXAMPLE, exampleBackend, LIST_CALL } from '../support/example-backend.ts';

/** As nginx 1.22 writes it. */
const nginx = (title: string, sentence: string) =>
  Buffer.from(
    `<html>\r\n<head><title>400 ${title}</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>${sentence}</center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`,
  );
const MISSING = nginx('No required SSL certificate was sent', 'No required SSL certificate was sent');
const backend = exampleBackend();

describe('a gateway', () => {
  it.each([
    [
      'without a certificate',
      MISSING,
      'it asks for a client certificate: set a client certificate that it takes (KeyStoreLocation, or ipsproxy.tls.certificate)',
    ],
    [
      'with a certificate that it does not accept',
      nginx('The SSL certificate error', 'The SSL certificate error'),
      'it does not accept the client certificate: set a client certificate that it takes (KeyStoreLocation, or ipsproxy.tls.certificate), and see whether that has expired, and whether the host trusts its issuer',
    ],
    [
      'without TLS',
      nginx('The plain HTTP request was sent to HTTPS port', 'The plain HTTP request was sent to HTTPS port'),
      'it speaks TLS there: check the property URL, which has to begin with https',
    ],
    [
      'of Go without TLS',
      Buffer.from('Client sent an HTTP request to an HTTPS server.\n'),
      'it speaks TLS there: check the property URL, which has to begin with https',
    ],
  ])('%s is not the fault of the client', async (_, body, advice) => {
    const response = { status: 400, headers: {}, body };
    const client = new UpstreamClient({
      backend,
      base: { origin: backend.origin, path: '/scim' },
      send: async () => response,
      contentType: 'application/scim+json',
      accept: 'application/scim+json',
    });
    const answered = `${EXAMPLE} answered`;
    const reading = await scimError(client.call({ method: 'GET', resource: 'Users' }, callContext()));
    expect([reading.status, reading.message]).toEqual([
      502,
      `${answered} GET /scim/Users with 400: ${advice}.`,
    ]);
    const writing = await scimError(
      client.call({ method: 'POST', resource: 'Users', body: {} }, callContext()),
    );
    expect([writing.status, writing.message]).toEqual([
      502,
      `${answered} POST /scim/Users with 400: ${advice}. Nothing was changed.`,
    ]);
  });

  it('that answers so has looked at no credentials', () => {
    const answer = { status: 400, headers: {}, body: MISSING };
    expect(judgeStatus(backend)(answer)).toBeUndefined();
    expect(judgeToken(backend, { clientSecret: 'secret' })(answer)).toBeUndefined();
    const own = { ...answer, body: Buffer.from('{"error":"invalid_client"}') };
    expect(judgeToken(backend, { clientSecret: 'secret' })(own)).toMatchObject({ answered: 400 });
  });
});

it.each<[string, number, Buffer]>([
  ['another status', 200, MISSING],
  ['a sentence of the backend itself', 400, Buffer.from('{"detail":"No required SSL certificate was sent"}')],
  ['a long text', 400, Buffer.concat([MISSING, Buffer.alloc(4_000)])],
])('%s is none', (_, status, body) => {
  expect(tlsRefusal(backend, LIST_CALL, { status, body })).toBeUndefined();
});
