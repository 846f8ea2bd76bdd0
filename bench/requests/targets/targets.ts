/** Those that take turns in answering the calls. */
import type { Call } from '../calls.ts';
import type { Program } from '../process/launch.ts';
import type { Backend, Stage } from '../stage.ts';
import { AUTHORIZATION } from './client.ts';
import { passThrough, product } from './programs.ts';

export const PARSING = 'pass-through, parsing';
export const PRODUCT = 'ipsproxy';

/** What a target understands: who passes on what the backend says, and the backend, speak as that does. */
export type Language = 'SCIM' | 'backend';

export interface Target {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  readonly speaks: Language;
  /** `undefined` for the backend itself. */
  readonly log: string | undefined;
}

export interface Choice {
  /** Only those that the ratio is made of. */
  readonly few: boolean;
  /** Folder of another build of the proxy. */
  readonly against: string | undefined;
}

/** In the order of their turns. */
export async function startTargets(
  stage: Stage,
  copy: Backend,
  { few, against }: Choice,
): Promise<readonly Target[]> {
  const { port } = new URL((await copy.ask({ order: 'report' })).url);
  const { pid } = copy.process;
  const bare: Target = { name: 'backend alone', pid, port: Number(port), speaks: 'backend', log: undefined };
  const serve = async (name: string, speaks: Language, program: Program): Promise<Target> => {
    const { pid, port, log } = await stage.serve(program);
    return { name, pid, port, speaks, log };
  };
  const bytes = () => serve('pass-through, bytes', 'backend', passThrough('bytes', stage.url));
  return [
    ...(few ? [] : [bare, await bytes()]),
    await serve(PARSING, 'backend', passThrough('parse', stage.url)),
    await serve(PRODUCT, 'SCIM', product(stage.configuration)),
    ...(against === undefined
      ? []
      : [await serve(`ipsproxy in ${against}`, 'SCIM', product(stage.configuration, against))]),
  ];
}

/** In front of the paths of a call. */
export function baseOf(language: Language, { system }: Call): string {
  return language === 'SCIM' ? `/ipsproxy/api/v1/scim/${system}` : '/scim';
}

/**
 * What a backend is asked for that has no SCIM: the largest answer of those that the proxy makes its own of. Whoever passes
 * on what the backend says is measured with this one.
 */
export async function largestPart(stage: Stage, copy: Backend, proxy: Target, call: Call): Promise<string> {
  const url = `http://127.0.0.1:${proxy.port}${baseOf(proxy.speaks, call)}${call.path(0)}`;
  // The first one makes the backend make its answers.
  await textAt(url);
  await stage.backend.ask({ order: 'reset' });
  await textAt(url);
  const { largest } = await stage.backend.ask({ order: 'report' });
  await copy.ask({ order: 'keep', target: largest, text: await textAt(`${stage.url}${largest}`) });
  return largest;
}

async function textAt(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { authorization: AUTHORIZATION } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} is answered ${answer.status}: ${text.slice(0, 500)}`);
  return text;
}
