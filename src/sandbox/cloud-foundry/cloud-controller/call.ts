/** One request to Cloud Controller, as its endpoints see it. */
import type { StandInAnswer, StandInRequest } from '../../kit/message.ts';
import type { Landscape } from '../landscape.ts';
import type { Access } from './access.ts';
import type { Caller } from './caller.ts';

export interface CcCall {
  readonly landscape: Landscape;
  readonly request: StandInRequest;
  readonly params: ReadonlyMap<string, string>;
  readonly caller: Caller;
  readonly access: Access;
}

/** Waits where others may come between: see `Interleaving`. */
export type CcHandler = (call: CcCall) => StandInAnswer | Promise<StandInAnswer>;

/** A segment of the path; it is there, or the route would not have matched. */
export function param(call: CcCall, name: string): string {
  return call.params.get(name) ?? '';
}
