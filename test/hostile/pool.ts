/** Ids that exist and cursors that were given out, as far as is known: new ones make room for themselves. */
import type { Case } from './case.ts';
import { BASE } from './grammar/draft.ts';
import type { Known, KnownCursor } from './grammar/entities.ts';
import { authorizationOf, KINDS, type Kind } from './stage/configuration.ts';
import type { Outcome } from './stage/connection.ts';

const MOST = 60;

export class KnownPool implements Known {
  readonly Users: string[] = [];
  readonly Groups: string[] = [];
  readonly cursors: KnownCursor[] = [];

  observe({ system, method, target }: Case, outcome: Outcome): void {
    const endpoint = /\/(Users|Groups)(?:\/|\?|$)/.exec(target)?.[1] as 'Users' | 'Groups' | undefined;
    if (outcome.kind !== 'answer' || endpoint === undefined) return;
    if (method === 'GET' && outcome.status === 200)
      this.#observeCursor(system, endpoint, target, outcome.body);
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

  #observeCursor(system: string, endpoint: 'Users' | 'Groups', target: string, body: Buffer): void {
    if (!target.includes('cursor=')) return;
    const cursor = /"nextCursor":"([\w.~-]{1,4000})"/.exec(body.toString('utf8'))?.[1];
    if (cursor === undefined) return;
    const pairs = (target.split('?')[1] ?? '').split('&');
    const rest = pairs.filter((pair) => !/^(?:cursor|count)=/.test(pair)).map((pair) => `&${pair}`);
    this.cursors.push({ cursor, system, endpoint, rest: rest.join('') });
    if (this.cursors.length > MOST) this.cursors.shift();
  }
}

export async function knownPools(port: number): Promise<Readonly<Record<Kind, KnownPool>>> {
  const pools = { v2: new KnownPool(), v1: new KnownPool(), cf: new KnownPool() };
  for (const kind of KINDS) {
    for (const endpoint of ['Users', 'Groups'] as const) {
      const answer = await fetch(`http://127.0.0.1:${port}${BASE}/good-${kind}/${endpoint}?count=60`, {
        headers: { authorization: authorizationOf('hostile') },
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`good-${kind}/${endpoint} answers ${answer.status}: ${text}`);
      const { Resources } = JSON.parse(text) as { Resources: readonly { id: string }[] };
      pools[kind][endpoint].push(...Resources.map(({ id }) => id));
    }
  }
  return pools;
}
