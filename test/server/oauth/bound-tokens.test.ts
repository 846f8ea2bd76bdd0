/** Tokens that are bound to a client certificate (RFC 8705); how the certificate comes in is not looked at here. */
import { expect, it } from 'vitest';
import { TokenRefused } from '../../../src/oauth/refusal.ts';
import { derOf, makeCertificate } from '../../support/certificates.ts';
import { makeKey, startOpenIdProvider, thumbprintOf } from '../../support/openid-provider.ts';
import { startTokenProxy } from './token-proxy.ts';

it('are good with that certificate only, also once they were verified', async () => {
  await using provider = await startOpenIdProvider(makeKey('ES256'));
  const { issuer } = provider;
  const proxy = await startTokenProxy({
    configuration: {
      oauth: { issuers: [{ issuer, audience: ['proxy'] }] },
      technicalUsers: [{ id: 'idm', tokens: [{ issuer, clientId: 'client' }] }],
    },
  });
  const [own, other] = ['own', 'other'].map((name) => derOf(makeCertificate({ name })));
  const token = provider.token({ cnf: { 'x5t#S256': thumbprintOf(own as Buffer) } });
  const accepted = proxy.holder.current.oauth?.accepted;
  await expect(accepted?.verify(token, other)).rejects.toThrow(TokenRefused);
  expect((await accepted?.verify(token, own))?.id).toBe('idm');
  // It is known now, and still not enough by itself.
  expect(accepted?.recognize(token)).toBeUndefined();
  await expect(accepted?.verify(token, other)).rejects.toThrow(/bound to a client certificate/);
  await expect(accepted?.verify(token, undefined)).rejects.toThrow(TokenRefused);
  expect((await proxy.use(token)).status).toBe(401);
});
