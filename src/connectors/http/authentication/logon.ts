/** What each kind of authentication adds to the chain of the outbound client. */
import type { ConnectorEnvironment } from '../../definition.ts';
import type { Backend } from '../backend.ts';
import { basicAuthorization } from '../basic-authentication.ts';
import type { Logon, Target } from '../client.ts';
import { CredentialGuards, KeptGuards } from '../credential-guards.ts';
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
      const { now, state, shared, lasting } = environment;
      const surroundings = { now, wait: waits.silence, state };
      const guards = shared.get(CredentialGuards);
      const kept = lasting.get(KeptGuards);
      return {
        guard: guards.interceptor(kept, base.origin, credentials, surroundings, judgeStatus(backend)),
        headers: { authorization: basicAuthorization(credentials) },
      };
    }
    case 'oauth':
      return openTokenService(authentication, target, backend, environment, waits);
  }
}
