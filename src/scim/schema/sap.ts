/** The extensions of SAP's Identity Directory; the facts are those of its `/Schemas`. */
import {
  complex,
  having,
  IMMUTABLE,
  list,
  READ_ONLY,
  schema,
  simple,
  simpleList,
  valuesOf,
  WRITE_ONLY,
} from './attribute.ts';

const PRIMARY = simple('primary', 'boolean');
const VERIFICATION = [...simple('verified', 'boolean'), ...simple('verifiedTime', 'dateTime')];
const VALUE = simple('value');
const SERVER_UNIQUE = { uniqueness: 'server' } as const;

export const SAP_USER = schema(
  'urn:ietf:params:scim:schemas:extension:sap:2.0:User',
  simple('userId', 'string', { ...READ_ONLY, ...SERVER_UNIQUE }),
  simple('userUuid', 'string', { ...SERVER_UNIQUE, caseExact: true }),
  simple('status', 'string', { canonicalValues: ['new', 'active', 'inactive'] }),
  simple('sapUserName sourceSystemId industry companyRelationship targetUrl activationUrl'),
  simple('applicationId emailTemplateSetId', 'string', WRITE_ONLY),
  simple('sourceSystem', 'integer'),
  simple('sendMail', 'boolean', WRITE_ONLY),
  simple('mailVerified enforceMfa', 'boolean'),
  simple('totpEnabled mfaEnabled webAuthEnabled', 'boolean', READ_ONLY),
  simple('validFrom validTo', 'dateTime'),
  simple('loginTime', 'dateTime', READ_ONLY),
  simpleList('userUuidHistory', 'string', { ...READ_ONLY, ...SERVER_UNIQUE, caseExact: true }),
  list('emails', valuesOf('work home other'), VERIFICATION),
  list('phoneNumbers', valuesOf('work home mobile fax pager other'), VERIFICATION),
  list(
    'addresses',
    simple('formatted streetAddress streetAddress2 locality region postalCode country type'),
    PRIMARY,
  ),
  list('corporateGroups', VALUE),
  list('sapBpidContact', VALUE),
  list('sapBpidOrg', VALUE),
  list('sapBpguidOrg', VALUE),
  list(
    'socialIdentities',
    simple('socialId'),
    simple('socialProvider', 'string', {
      canonicalValues: ['TWITTER', 'APPLE', 'FACEBOOK', 'GOOGLE', 'LINKEDIN'],
    }),
    simple('dateOfLinking', 'dateTime'),
  ),
  complex('contactPreferences', simple('telephone email')),
  complex(
    'passwordDetails',
    simple('status policy'),
    simple('failedLoginAttempts', 'integer'),
    simple('setTime loginTime passwordLockedTime', 'dateTime', READ_ONLY),
  ),
);

export const SAP_GROUP = schema(
  'urn:ietf:params:scim:schemas:extension:sap:2.0:Group',
  having(
    { caseExact: true },
    simple('type', 'string', {
      canonicalValues: ['userGroup', 'authorization', 'deepLinkActivationPermission'],
    }),
    simple('supportedOperations', 'string', {
      canonicalValues: ['readOnly', 'readWrite', 'userOnlyMembership', 'membership'],
    }),
    simple('applicationId'),
  ),
);

export const CUSTOM_USER = schema(
  'urn:sap:cloud:scim:schemas:extension:custom:2.0:User',
  list(
    'attributes',
    simple('name', 'string', {
      canonicalValues: Array.from({ length: 10 }, (_, index) => `customAttribute${index + 1}`),
    }),
    VALUE,
  ),
);

export const CUSTOM_GROUP = schema(
  'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group',
  simple('name', 'string', { ...IMMUTABLE, ...SERVER_UNIQUE, caseExact: true }),
  simple('additionalId', 'string', { ...READ_ONLY, ...SERVER_UNIQUE, caseExact: true }),
  simple('description groupId'),
);

export const AUTHORIZATION = schema(
  'urn:ietf:params:scim:schemas:extension:sci:2.0:Authorization',
  simple('authorizationId', 'string', { ...SERVER_UNIQUE, required: true }),
  simple('zoneId applicationId', 'string', SERVER_UNIQUE),
  simple('type', 'string', { ...SERVER_UNIQUE, canonicalValues: ['policy'] }),
  simple('state', 'string', {
    canonicalValues: ['ams-push-notification-error', 'ams-push-notification-success'],
  }),
  simple('description'),
);

export const SAP_ODM_USER = schema(
  'urn:ietf:params:scim:schemas:extension:sap.odm:2.0:User',
  simple('workforcePersonId', 'string', { uniqueness: 'global' }),
  list('generalLedgerAccounts', simple('name oId externalNumber source displayId companyCodeId'), PRIMARY),
  list('purchasingOrganizations', simple('companyCodeId plantId name oId displayId'), PRIMARY),
  list(
    'costCenters',
    simple(
      'organizationalUnitId logicalSystem workAssignmentId costCenterId displayName oId legacyId companyCodeId controllingArea',
    ),
    PRIMARY,
  ),
  list('jobClassifications', simple('description oId externalId workAssignmentId name source')),
  list(
    'jobDetails',
    simple(
      'jobClassification jobTitle country superOrdinateOrgUnit1 superOrdinateOrgUnit2 legalEntity workAssignmentId costCenter orgUnit',
    ),
    simple('startDate endDate', 'dateTime'),
    PRIMARY,
  ),
  list('purchasingGroups', simple('displayId oId description'), PRIMARY),
  list(
    'workAssignments',
    simple('id externalId'),
    simple('startDate endDate', 'dateTime'),
    simple('isContingentWorker', 'boolean'),
    PRIMARY,
  ),
  list(
    'companyCodes',
    simple('source country oId workAssignmentId company language name displayId'),
    PRIMARY,
  ),
  list('plants', simple('companyCodeId oId displayId name'), PRIMARY),
  list(
    'organizationalUnits',
    simple('externalId source oId name description'),
    simple('category', 'string', { canonicalValues: ['Department', 'Division', 'Business Unit'] }),
    simple('isActive', 'boolean'),
    PRIMARY,
  ),
);
