import { createHash } from 'node:crypto';
import type { Landscape } from '../../landscape.ts';
import type { UaaUser } from '../../store/users.ts';

/** `rev_sig`: a digest of what makes a user and a client who they are. When it changes, their tokens are void. */
export function userHash({ providers }: Landscape, client: string, user: UaaUser): string {
  const provider = providers.get(user.origin);
  // Only of its own users does the UAA know the password.
  const password = provider?.internal ? provider.account(user.userName)?.password : undefined;
  const parts = [client, user.id, password, user.salt, user.email, user.userName];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}
