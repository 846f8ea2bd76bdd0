/**
 * A landscape of Cloud Foundry whose answers cost nothing: a stand-in makes each of them once, then the same bytes are given
 * again. Tokens are asked for anew, as their lifetime counts.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'undici';
import { startCloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import type { Answer } from './tenant.ts';

/** So that a page of 100 groups comes of answers that are about as large as a page of 100 users. */
const SIZE = { orgs: 6, spaces: 6, users: 40 };

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Landscape {
  readonly user: string;
  readonly password: string;
  readonly origin: string;
  /** An answer that was made before. */
  kept(target: string): Answer | undefined;
  make(asked: Asked): Promise<Answer>;
  /** From now on the answer to GET. */
  keep(target: string, text: string): void;
}

/** @param url where clients find it, for the links in its answers */
export async function startLandscape(url: string): Promise<Landscape> {
  const standIn = await startCloudFoundry(SIZE);
  const answers = new Map<string, Answer>();
  const keep = (target: string, text: string) => {
    answers.set(target, { status: 200, body: Buffer.from(text) });
  };
  return {
    user: standIn.provisioningUser.userName,
    password: standIn.provisioningUser.password,
    origin: standIn.origin,
    kept: (target) => answers.get(target),
    async make({ method, target, headers, body }) {
      const {
        host: _,
        connection: __,
        'content-length': ___,
        'transfer-encoding': ____,
        ...others
      } = headers;
      const made = await request(`${standIn.url}${target}`, {
        method: method as 'GET',
        headers: others as Record<string, string>,
        body: body === '' ? null : body,
      });
      const text = (await made.body.text()).replaceAll(standIn.url, url);
      if (method === 'GET' && made.statusCode === 200) keep(target, text);
      return { status: made.statusCode, body: Buffer.from(text) };
    },
    keep,
  };
}
