/** What each kind of authentication adds to the chain of the outbound client. */
import type { ConnectorEnvironment } from '../../connector.ts';
import type { Backend } from '../backend.ts';
import { basicAuthorization } from '../basic-authentication.ts';
import type { Logon, Target } from '../client.ts';
import { CredentialGuards, KeptGuards } from '../credential-guard.ts';
import type { Destination } from '../destination.ts';
import { judgeStatus } from '../refusal.ts';
import type { Waits } from '../waiting.ts';
import { openTokenService } from './token-service.ts';

/** Nobody is locked for a certificate or a fixed token that is refused: they have no guard. Connections show certificates. */
export function logOn(
  target: Target & Pick<Destination, 'authentication'>,
  backend: Backend,
  environment: ConnectorEnvironment,
  waits: Waits,
): Logon {
  const { authentication, base } = target;
  switch (authentication.kind) {
    case 'none':
    case 'header':
    case 'certificate':
      return {};
    case 'basic': {
      const { credentials } = authentication;
      const clock = { now: environment.now, wait: waits.silence };
      const guards = environment.shared.get(CredentialGuards);
      const kept = environment.lasting.get(KeptGuards);
      return {
        guard: guards.interceptor(kept, base.origin, credentials, clock, judgeStatus(backend)),
        headers: { authorization: basicAuthorization(credentials) },
      };
    }
    case 'oauth':
      return openTokenService(authentication, target, backend, environment, waits);
  }
}
