/** What a PUT has to repeat of an entity of Identity Directory, which erases everything that is missing from it. */
import type { CarryOver } from '../../connector.ts';
import { CUSTOM_GROUP_EXTENSION, SAP_USER_EXTENSION } from '../../sap-extensions.ts';
import type { EntityKind } from '../../scim-api/entity-kind.ts';

const COMMON = ['id', 'meta', 'schemas'];

/**
 * Attributes of SAP's extension that are never repeated: those of the backend itself, those that act when they are
 * written, and credentials; `emails`, `phoneNumbers`, `mailVerified` and `status` depend on the rest of the body.
 */
const SAP_USER = [
  'activationUrl',
  'applicationId',
  'emailTemplateSetId',
  'emails',
  'loginTime',
  'mailVerified',
  'mfaEnabled',
  'passwordDetails',
  'phoneNumbers',
  'sendMail',
  'status',
  'targetUrl',
  'totpEnabled',
  'userId',
  'userUuidHistory',
  'webAuthEnabled',
].map((name) => `${SAP_USER_EXTENSION}:${name}`);

const NEVER: Readonly<Record<EntityKind, ReadonlySet<string>>> = {
  user: new Set([...COMMON, 'groups', 'password', ...SAP_USER]),
  group: new Set([...COMMON, `${CUSTOM_GROUP_EXTENSION}:additionalId`]),
};

/** @param putAsPatch a PUT is sent as PATCH, which keeps what it does not name */
export function carriedOver(kind: EntityKind, putAsPatch: boolean): CarryOver {
  return { scope: putAsPatch ? 'named' : 'everything', never: NEVER[kind] };
}
