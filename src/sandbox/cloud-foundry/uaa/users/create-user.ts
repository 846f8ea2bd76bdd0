/** `POST /Users`. */
import type { StandInAnswer } from '../../../kit/message.ts';
import { createUser, INTERNAL_ORIGIN, type Landscape, ZONE } from '../../landscape.ts';
import type { UaaUser } from '../../store/users.ts';
import type { BodyTarget } from '../body/read-body.ts';
import type { UaaCall } from '../call.ts';
import { scimError, type UaaError, unexpectedError } from '../errors.ts';
import { hasText } from '../has-text.ts';
import { hasAlias, readUser } from './read-user.ts';
import { rowOf } from './row.ts';
import { invalidUser, validate } from './scim-user.ts';
import { checkInsert, type UserRow } from './statements.ts';
import { userAnswer } from './view.ts';

const CREATE: BodyTarget = {
  type: 'scim.ScimUser',
  method: 'scim.endpoints.ScimUserEndpoints.createUser',
  parameters: [
    'org.cloudfoundry.identity.uaa.scim.ScimUser',
    'javax.servlet.http.HttpServletRequest',
    'javax.servlet.http.HttpServletResponse',
  ],
};

export function postUser(call: UaaCall): StandInAnswer {
  const { landscape } = call;
  const body = readUser(call, CREATE);
  const origin = body.origin || INTERNAL_ORIGIN;
  validate({ ...body, origin });
  if (origin === INTERNAL_ORIGIN) checkPassword(body.password ?? '');
  if (hasAlias(body)) throw scimError(400, 'scim', 'Alias ID and/or alias ZID are invalid.');
  // A blank origin is none, but only here.
  const row = rowOf(body, hasText(origin) ? origin : INTERNAL_ORIGIN);
  checkRoom(landscape, row.origin);
  if (body.meta === null) throw unexpectedError();
  checkInsert(row);
  const other = landscape.users.find(row.userName, row.origin);
  if (other !== undefined) throw alreadyExists(landscape, row, other);
  const user = createUser(landscape, { ...row, version: body.meta.version });
  if (origin === INTERNAL_ORIGIN) {
    landscape.providers.get(origin)?.addAccount(row.userName, body.password ?? '');
  }
  return userAnswer(landscape, 201, user);
}

function checkPassword({ length }: string): void {
  const problem = length < 1 ? 'at least 1' : length > 255 ? 'no more than 255' : undefined;
  if (problem === undefined) return;
  throw scimError(400, 'invalid_password', `Password must be ${problem} characters in length.`);
}

function checkRoom({ settings, providers, users }: Landscape, origin: string): void {
  if (settings.userLimit !== undefined && users.size >= settings.userLimit) {
    throw invalidUser(
      `The maximum allowed numbers of users: ${settings.userLimit} is reached already in Identity Zone ${ZONE}`,
    );
  }
  if (settings.checkOrigin && !providers.has(origin)) {
    throw invalidUser(`Invalid origin ${origin} in Identity Zone ${ZONE}`);
  }
}

/** Names the origin that was asked for, in whatever case. */
function alreadyExists({ settings }: Landscape, { userName, origin }: UserRow, other: UaaUser): UaaError {
  const extra = settings.legacyUaa
    ? { user_id: other.id, active: other.active, verified: other.verified }
    : { origin };
  return scimError(409, 'scim_resource_already_exists', `Username already in use: ${userName}`, extra);
}
