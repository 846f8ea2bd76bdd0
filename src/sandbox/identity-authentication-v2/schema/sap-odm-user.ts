/** The extension of users for SAP's One Domain Model, as an Identity Directory tenant describes it. */
import { type Attribute, boolean, dateTime, list, type Schema, string } from '../../kit/attribute.ts';
import { SAP_ODM_USER } from './urns.ts';

/** A list whose members are plain strings, with `primary` where the model has one. */
function records(name: string, strings: string, ...others: readonly Attribute[]): Attribute {
  return list(name, [...strings.split(' ').map((sub) => string(sub)), ...others]);
}

const primary = boolean('primary');

export const sapOdmUser: Schema = {
  id: SAP_ODM_USER,
  name: 'User',
  attributes: [
    string('workforcePersonId', { uniqueness: 'global' }),
    records(
      'workAssignments',
      'id externalId',
      boolean('isContingentWorker'),
      dateTime('startDate'),
      dateTime('endDate'),
      primary,
    ),
    records(
      'costCenters',
      'oId costCenterId displayName companyCodeId controllingArea organizationalUnitId logicalSystem legacyId workAssignmentId',
      primary,
    ),
    records('companyCodes', 'oId displayId name company country language source workAssignmentId', primary),
    records(
      'jobDetails',
      'jobTitle jobClassification country costCenter legalEntity orgUnit superOrdinateOrgUnit1 superOrdinateOrgUnit2 workAssignmentId',
      dateTime('startDate'),
      dateTime('endDate'),
      primary,
    ),
    records('jobClassifications', 'oId externalId name description source workAssignmentId'),
    list('organizationalUnits', [
      ...['oId', 'externalId', 'name', 'description', 'source'].map((sub) => string(sub)),
      string('category', { canonicalValues: ['Department', 'Division', 'Business Unit'] }),
      boolean('isActive'),
      primary,
    ]),
    records('generalLedgerAccounts', 'oId displayId name companyCodeId externalNumber source', primary),
    records('plants', 'oId displayId name companyCodeId', primary),
    records('purchasingGroups', 'oId displayId description', primary),
    records('purchasingOrganizations', 'oId displayId name companyCodeId plantId', primary),
  ],
};
