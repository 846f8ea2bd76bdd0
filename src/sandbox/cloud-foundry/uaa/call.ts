/** One request to the UAA, as its endpoints see it. */
import type { StandInAnswer, StandInRequest } from '../../kit/message.ts';
import type { Landscape } from '../landscape.ts';
import type { AccessToken } from '../store/tokens.ts';

export interface UaaCall {
  readonly landscape: Landscape;
  readonly request: StandInRequest;
  readonly params: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  /** Whose request this is; absent where anybody may ask. */
  readonly caller?: AccessToken;
}

/** Waits between read and write, where others come between: see `Interleaving`. */
export type UaaHandler = (call: UaaCall) => StandInAnswer | Promise<StandInAnswer>;

/** A segment of the path; it is there, or the route would not have matched. */
export function param(call: UaaCall, name: string): string {
  return call.params.get(name) ?? '';
}

export function uaaAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): StandInAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** A single resource, with its version as entity tag. */
export function resourceAnswer(status: number, body: unknown, version: number): StandInAnswer {
  return uaaAnswer(status, body, { etag: `"${version}"` });
}
