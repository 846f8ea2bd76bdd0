/** SAP's and the legacy custom extension of users, as an Identity Directory tenant describes them. */
import {
  boolean,
  complex,
  dateTime,
  exact,
  integer,
  list,
  type Schema,
  string,
  type Traits,
} from '../../kit/attribute.ts';
import { CUSTOM_USER, SAP_USER } from './urns.ts';

const oneOf = (...canonicalValues: string[]): Traits => ({ canonicalValues });
const readOnly: Traits = { mutability: 'readOnly' };
const writeOnly: Traits = { mutability: 'writeOnly' };
const unique: Traits = { uniqueness: 'server' };

export const sapUser: Schema = {
  id: SAP_USER,
  name: 'User',
  attributes: [
    exact('userUuid', unique),
    string('userId', { ...readOnly, ...unique }),
    exact('userUuidHistory', { ...readOnly, ...unique, multiValued: true }),
    string('status', oneOf('new', 'active', 'inactive')),
    dateTime('loginTime', readOnly),
    dateTime('validFrom'),
    dateTime('validTo'),
    boolean('mailVerified'),
    integer('sourceSystem'),
    string('sourceSystemId'),
    string('sapUserName'),
    string('industry'),
    string('companyRelationship'),
    boolean('enforceMfa'),
    boolean('mfaEnabled', readOnly),
    boolean('totpEnabled', readOnly),
    boolean('webAuthEnabled', readOnly),
    boolean('sendMail', writeOnly),
    string('applicationId', writeOnly),
    string('emailTemplateSetId', writeOnly),
    string('targetUrl'),
    complex('contactPreferences', [string('email'), string('telephone')]),
    complex('passwordDetails', [
      string('status'),
      string('policy'),
      integer('failedLoginAttempts', oneOf('0', '1', '2', '3', '4', '5')),
      dateTime('setTime', readOnly),
      dateTime('loginTime', readOnly),
      dateTime('passwordLockedTime', readOnly),
    ]),
    list('emails', [
      string('value'),
      string('display'),
      string('type', oneOf('home', 'work', 'other')),
      boolean('primary'),
      boolean('verified'),
      dateTime('verifiedTime'),
    ]),
    list('phoneNumbers', [
      string('value'),
      string('display'),
      string('type', oneOf('work', 'home', 'mobile', 'fax', 'pager', 'other')),
      boolean('primary'),
      boolean('verified'),
      dateTime('verifiedTime'),
    ]),
    list('addresses', [
      string('formatted'),
      string('streetAddress'),
      string('streetAddress2'),
      string('locality'),
      string('region'),
      string('postalCode'),
      string('country'),
      string('type'),
      boolean('primary'),
    ]),
    list('corporateGroups', [string('value')]),
    list('socialIdentities', [
      string('socialId'),
      string('socialProvider', oneOf('TWITTER', 'APPLE', 'FACEBOOK', 'GOOGLE', 'LINKEDIN')),
      dateTime('dateOfLinking'),
    ]),
    list('sapBpidContact', [string('value')]),
    list('sapBpidOrg', [string('value')]),
    list('sapBpguidOrg', [string('value')]),
  ],
};

export const customUser: Schema = {
  id: CUSTOM_USER,
  name: 'User',
  attributes: [
    list('attributes', [
      string('name', oneOf(...Array.from({ length: 10 }, (_, index) => `customAttribute${index + 1}`))),
      string('value'),
    ]),
  ],
};
