/** Ids that exist, as far as is known: those that are deleted make room for those that are created. */
import type { Case } from './case.ts';
import { BASE } from './grammar/requests.ts';
import { authorizationOf, KINDS, type Kind } from './stage/configuration.ts';
import type { Outcome } from './stage/connection.ts';

const MOST = 60;

export class KnownPool {
  readonly Users: string[] = [];
  readonly Groups: string[] = [];

  observe({ method, target }: Case, outcome: Outcome): void {
    const endpoint = /\/(Users|Groups)(?:\/|\?|$)/.exec(target)?.[1] as 'Users' | 'Groups' | undefined;
    if (outcome.kind !== 'answer' || endpoint === undefined) return;
    const ids = this[endpoint];
    if (method === 'POST' && outcome.status === 201) {
      const id = /"id":"([^"\\]{1,100})"/.exec(outcome.body.toString('utf8'))?.[1];
      if (id?.isWellFormed() === true) ids.push(id);
      if (ids.length > MOST) ids.shift();
    } else if (method === 'DELETE' && outcome.status === 204 && ids.length > 5) {
      const encoded = target.split('?')[0]?.split('/').at(-1) ?? '';
      const at = ids.findIndex((id) => encodeURIComponent(id) === encoded);
      if (at !== -1) ids.splice(at, 1);
    }
  }
}

export async function knownPools(port: number): Promise<Readonly<Record<Kind, KnownPool>>> {
  const pools = { v2: new KnownPool(), v1: new KnownPool(), cf: new KnownPool() };
  for (const kind of KINDS) {
    for (const endpoint of ['Users', 'Groups'] as const) {
      const answer = await fetch(`http://127.0.0.1:${port}${BASE}/good-${kind}/${endpoint}?count=60`, {
        headers: { authorization: authorizationOf('hostile') },
      });
      const { Resources } = (await answer.json()) as { Resources: readonly { id: string }[] };
      pools[kind][endpoint].push(...Resources.map(({ id }) => id));
    }
  }
  return pools;
}
