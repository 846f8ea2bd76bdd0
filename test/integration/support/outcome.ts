/** What a request led to, in a form in which two requests about different entities can be compared. */
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Backend } from './backends.ts';
import type { Answer } from './client.ts';

export interface Outcome {
  readonly status: number;
  readonly scimType: unknown;
  readonly warning: string | string[] | undefined;
  /** As the backend itself has it. */
  readonly entity: JsonObject;
}

const WARNING = 'x-ipsproxy-warning';
const TIME = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"/g;
const STARTED = Date.now() - 60_000;

/** @param tag what tells this entity from its twins, in all texts that a client gave it */
export async function outcome(
  backend: Backend,
  path: string,
  tag: string,
  { status, body, headers }: Answer,
): Promise<Outcome> {
  const warning = headers[WARNING];
  return {
    status,
    scimType: body['scimType'],
    warning: warning === undefined ? undefined : comparable(warning, path, tag),
    entity: comparable(ownOf(await backend.entity(path)), path, tag),
  };
}

/** Without what a backend counts or stamps itself; the UAA gives the groups of a user in any order. */
export function ownOf({ meta: _, userId: __, groups: ___, ...entity }: JsonObject): JsonObject {
  return entity;
}

export function comparable<T>(value: T, path: string, tag: string): T {
  const text = JSON.stringify(value)
    .replaceAll(path.slice(path.lastIndexOf('/') + 1), '<id>')
    .replaceAll(tag, '<tag>')
    .replaceAll(/"P\d{6}"/g, '"<number>"')
    .replaceAll(/"(userUuid|groupId|additionalId)":"[0-9a-f-]{24,36}"/g, '"$1":"<uuid>"')
    .replace(TIME, (time) => (Date.parse(JSON.parse(time) as string) < STARTED ? time : '"<now>"'));
  return JSON.parse(text) as T;
}

export function warnings({ headers }: Answer): string[] {
  return [headers[WARNING] ?? []].flat();
}
