/** Users with the same `userName`, whom the UAA names neither where it refuses a duplicate nor where its answer is lost. */
import { ScimError } from '../../scim/errors.ts';
import { type JsonObject, jsonText } from '../../scim/json.ts';
import { mayBeSameText } from '../../scim/same-text.ts';
import type { CallContext } from '../connector.ts';
import { failureFields, levelOf } from '../failure-fields.ts';
import type { Uaa } from './uaa.ts';
import { conjunction, equals, isTakenForTime } from './uaa-filter.ts';
import { USER_ATTRIBUTES } from './user-body.ts';

export interface Refused {
  readonly body: JsonObject;
  readonly origin: string;
  /** The property that has the origin, for messages. */
  readonly property: string;
  /** Of the user that was to be changed; absent on create. */
  readonly id?: string | undefined;
}

export function isCollision({ status, scimType }: ScimError): boolean {
  return status === 409 && scimType === 'uniqueness';
}

/** The same refusal, with whose name it is as far as that can be read. */
export async function collision(
  error: ScimError,
  { body, origin, property, id }: Refused,
  uaa: Uaa,
  context: CallContext,
): Promise<ScimError> {
  const users = await namesakes(body, origin, uaa, context);
  if (users === undefined) return error;
  const others = users.filter((user) => user['id'] !== id);
  return new ScimError(409, `${error.message} ${whoseName(others, origin, property)}`, {
    scimType: 'uniqueness',
    cause: error,
  });
}

/** Those whose `userName` and origin are the same as the UAA compares them; `undefined` where that could not be read. */
export async function namesakes(
  { userName }: JsonObject,
  origin: string,
  uaa: Uaa,
  context: CallContext,
): Promise<readonly JsonObject[] | undefined> {
  if (typeof userName !== 'string' || context.signal.aborted || isTakenForTime(userName)) return undefined;
  const filter = conjunction([equals('origin', origin), equals('userName', userName)]);
  const isAsked = (user: JsonObject) =>
    jsonText(user['origin']).toLowerCase() === origin.toLowerCase() &&
    mayBeSameText(user['userName'], userName);
  try {
    const query = { filter, startIndex: 1, count: 2, attributes: USER_ATTRIBUTES };
    return (await uaa.list(query, isAsked, context)).users;
  } catch (cause) {
    context.log[levelOf(context)](
      failureFields(cause, context.log),
      'whose user name it is could not be read',
    );
    return undefined;
  }
}

function whoseName(others: readonly JsonObject[], origin: string, property: string): string {
  const own = others.find((user) => user['origin'] === origin);
  if (own !== undefined) return `It is the user with the id ${jsonText(own['id'])}.`;
  const [hidden] = others;
  if (hidden === undefined) {
    return 'Now no user of this origin has this userName: if one was deleted meanwhile, repeat the request.';
  }
  return (
    `It is the user with the id ${jsonText(hidden['id'])} of the origin ${jsonText(hidden['origin'])}, which differs from the property ` +
    `${property} in upper and lower case alone, so that the user is not shown: correct the property, or delete the user in the UAA.`
  );
}
