/** Groups and their extensions, as an Identity Directory tenant describes them. */
import { exact, list, reference, type Schema, string, type Traits } from '../../kit/attribute.ts';
import { AUTHORIZATION, CORE_GROUP, CUSTOM_GROUP, SAP_GROUP } from './urns.ts';

const oneOf = (...canonicalValues: string[]): Traits => ({ canonicalValues });
const immutable: Traits = { mutability: 'immutable' };
const unique: Traits = { uniqueness: 'server' };

export const coreGroup: Schema = {
  id: CORE_GROUP,
  name: 'Group',
  attributes: [
    exact('externalId'),
    exact('displayName', { required: true }),
    list('members', [
      exact('value', immutable),
      exact('type', { ...immutable, ...oneOf('User', 'Group') }),
      reference('$ref', ['User', 'Group'], immutable),
      exact('display'),
    ]),
  ],
};

export const customGroup: Schema = {
  id: CUSTOM_GROUP,
  name: 'Group',
  attributes: [
    exact('name', { ...immutable, ...unique }),
    string('description'),
    exact('additionalId', { mutability: 'readOnly', ...unique }),
  ],
};

export const sapGroup: Schema = {
  id: SAP_GROUP,
  name: 'Group',
  attributes: [
    exact('type', oneOf('userGroup', 'authorization', 'deepLinkActivationPermission')),
    exact('supportedOperations', oneOf('readOnly', 'readWrite', 'userOnlyMembership', 'membership')),
    exact('applicationId'),
    // Newer than the rest of the table; documented as immutable.
    exact('externalName', immutable),
    exact('externalLocation', immutable),
  ],
};

/** Policy groups of the authorization service. */
export const authorization: Schema = {
  id: AUTHORIZATION,
  name: 'Authorization',
  attributes: [
    string('authorizationId', { required: true, ...unique }),
    string('applicationId', unique),
    string('zoneId', unique),
    string('type', { ...unique, ...oneOf('policy') }),
    string('state', oneOf('ams-push-notification-error', 'ams-push-notification-success')),
    string('description'),
  ],
};
