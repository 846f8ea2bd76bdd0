/** Whether the answer to a create is about what was sent: its id is what the client will change and delete from then on. */
import type { JsonObject } from '../../scim/json.ts';
import { objectsIn, own } from '../../scim/json-access.ts';
import { mayBeSameText } from '../../scim/same-text.ts';
import type { Backend, CallDescription } from '../http/backend.ts';
import { otherAnswer } from '../http/other-answer.ts';
import type { EntityKind } from './entity-kind.ts';

/** What identifies an entity, and no tenant changes. */
const NAMES: Readonly<Record<EntityKind, string>> = { user: 'userName', group: 'displayName' };

/** @throws ScimError 502 for another entity */
export function requireCreated(
  kind: EntityKind,
  sent: JsonObject,
  created: JsonObject,
  backend: Backend,
  call: CallDescription,
): void {
  const name = NAMES[kind];
  if (mayBeSameText(own(created, name), own(sent, name)) && sharesEmail(sent, created)) return;
  throw otherAnswer(backend, call, `another ${kind} than the one that was sent`);
}

/** A user without any cannot be told apart by them. */
function sharesEmail(sent: JsonObject, created: JsonObject): boolean {
  const given = objectsIn(own(sent, 'emails'));
  const found = objectsIn(own(created, 'emails'));
  if (given.length === 0 || found.length === 0) return true;
  return given.some((email) =>
    found.some((other) => mayBeSameText(own(other, 'value'), own(email, 'value'))),
  );
}
