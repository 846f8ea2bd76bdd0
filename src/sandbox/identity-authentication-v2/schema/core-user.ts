/** Core user and enterprise extension, as an Identity Directory tenant describes them. */
import {
  boolean,
  complex,
  define,
  exact,
  list,
  reference,
  type Schema,
  string,
  type Traits,
} from '../../kit/attribute.ts';
import { CORE_USER, ENTERPRISE_USER } from './urns.ts';

const oneOf = (...canonicalValues: string[]): Traits => ({ canonicalValues });
const readOnly: Traits = { mutability: 'readOnly' };

export const coreUser: Schema = {
  id: CORE_USER,
  name: 'User',
  attributes: [
    exact('externalId'),
    string('userName', { required: true }),
    exact('displayName'),
    exact('nickName'),
    exact('title'),
    exact('userType', oneOf('public', 'partner', 'customer', 'employee', 'external', 'onboardee', 'alumni')),
    boolean('active'),
    exact('locale'),
    exact('timezone'),
    exact('preferredLanguage'),
    reference('profileUrl', ['external']),
    exact('password', { mutability: 'writeOnly', returned: 'never' }),
    complex('name', [
      exact('formatted'),
      exact('familyName'),
      exact('givenName'),
      exact('middleName'),
      exact('honorificPrefix'),
      exact('honorificSuffix'),
    ]),
    list('emails', [
      string('value'),
      exact('display'),
      exact('type', oneOf('work', 'home', 'other')),
      boolean('primary'),
    ]),
    list('phoneNumbers', [
      exact('value'),
      exact('display'),
      exact('type', oneOf('work', 'home', 'mobile', 'fax', 'pager', 'other')),
      boolean('primary'),
    ]),
    list('addresses', [
      exact('formatted'),
      exact('streetAddress'),
      exact('locality'),
      exact('region'),
      exact('postalCode'),
      exact('country'),
      exact('type', oneOf('work', 'home', 'other')),
      boolean('primary'),
    ]),
    list('ims', [
      exact('value'),
      exact('display'),
      exact('type', oneOf('aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo')),
      boolean('primary'),
    ]),
    list('photos', [
      reference('value', ['external']),
      exact('display'),
      exact('type', oneOf('photo', 'thumbnail')),
      boolean('primary'),
    ]),
    list(
      'groups',
      [
        exact('value', readOnly),
        reference('$ref', ['User', 'Group'], readOnly),
        exact('display', readOnly),
        exact('type', { ...readOnly, ...oneOf('direct', 'indirect') }),
      ],
      readOnly,
    ),
    list('entitlements', [exact('value'), exact('display'), exact('type'), boolean('primary')]),
    list('roles', [exact('value'), exact('display'), exact('type'), boolean('primary')]),
    list('x509Certificates', [
      define('value', 'binary', { caseExact: true }),
      exact('display'),
      exact('type'),
      boolean('primary'),
    ]),
  ],
};

export const enterpriseUser: Schema = {
  id: ENTERPRISE_USER,
  name: 'User',
  attributes: [
    exact('employeeNumber'),
    exact('costCenter'),
    exact('organization'),
    exact('division'),
    exact('department'),
    complex('manager', [
      exact('value'),
      reference('$ref', ['User'], readOnly),
      exact('displayName', readOnly),
    ]),
  ],
};
