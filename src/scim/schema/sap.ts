/** The extensions of SAP's Identity Directory; the facts are those of its `/Schemas`. */
import { complex, list, schema, simple, simpleList, VALUE_SUB_ATTRIBUTES } from './attribute.ts';

const PRIMARY = simple('primary', 'boolean');
const VERIFIABLE = [VALUE_SUB_ATTRIBUTES, simple('verified', 'boolean'), simple('verifiedTime', 'dateTime')];
const VALUE = simple('value');

export const SAP_USER = schema(
  'urn:ietf:params:scim:schemas:extension:sap:2.0:User',
  simple(
    'userId userUuid status sapUserName sourceSystemId industry companyRelationship targetUrl activationUrl applicationId emailTemplateSetId',
  ),
  simple('sourceSystem', 'integer'),
  simple('sendMail mailVerified enforceMfa totpEnabled mfaEnabled webAuthEnabled', 'boolean'),
  simple('validFrom validTo loginTime', 'dateTime'),
  simpleList('userUuidHistory'),
  list('emails', ...VERIFIABLE),
  list('phoneNumbers', ...VERIFIABLE),
  list(
    'addresses',
    simple('formatted streetAddress streetAddress2 locality region postalCode country type'),
    PRIMARY,
  ),
  list('corporateGroups', VALUE),
  list('sapBpidContact', VALUE),
  list('sapBpidOrg', VALUE),
  list('sapBpguidOrg', VALUE),
  list('socialIdentities', simple('socialId socialProvider'), simple('dateOfLinking', 'dateTime')),
  complex('contactPreferences', simple('telephone email')),
  complex(
    'passwordDetails',
    simple('status policy'),
    simple('failedLoginAttempts', 'integer'),
    simple('setTime loginTime passwordLockedTime', 'dateTime'),
  ),
);

export const SAP_GROUP = schema(
  'urn:ietf:params:scim:schemas:extension:sap:2.0:Group',
  simple('type supportedOperations applicationId'),
);

export const CUSTOM_USER = schema(
  'urn:sap:cloud:scim:schemas:extension:custom:2.0:User',
  list('attributes', simple('name value')),
);

export const CUSTOM_GROUP = schema(
  'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group',
  simple('name additionalId description groupId'),
);

export const AUTHORIZATION = schema(
  'urn:ietf:params:scim:schemas:extension:sci:2.0:Authorization',
  simple('authorizationId zoneId type applicationId state description'),
);

export const SAP_ODM_USER = schema(
  'urn:ietf:params:scim:schemas:extension:sap.odm:2.0:User',
  simple('workforcePersonId'),
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
    simple('externalId source oId name description category'),
    simple('isActive', 'boolean'),
    PRIMARY,
  ),
);
