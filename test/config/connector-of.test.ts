/** Types by the names that SAP gives them. */
import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { connectorOf, servedSapTypes, typeNames } from '../../src/config/connector-of.ts';
import { SAP_TYPES } from '../../src/config/sap-types.ts';
import { findingsOf } from './helpers.ts';

const { definitions } = loadOptions;
const BASE = { URL: 'https://scim.example.com/scim', User: 'u', Password: { env: 'SECRET' } };

describe('a type of SAP', () => {
  it.each([
    ['SAP Analytics Cloud', 'sap-analytics-cloud', 'sac'],
    ['sap-analytics-cloud', 'sap-analytics-cloud', 'sac'],
    ['SAP_ANALYTICS_CLOUD', 'sap-analytics-cloud', 'sac'],
    ['Analytics Cloud', 'sap-analytics-cloud', 'sac'],
    ['SAP Build Work Zone, advanced edition', 'sap-build-work-zone-advanced-edition', 'workzone'],
    ['Sales Cloud – Analytics & AI', 'sales-cloud-analytics-ai', 'scim'],
    ['SAP S/4HANA for procurement planning', 'sap-s-4hana-for-procurement-planning', 's4hana.pp'],
    ['SCIM System', 'scim', 'scim'],
    ['scim', 'scim', 'scim'],
    ['Identity Authentication', 'identity-authentication', 'ias'],
    ['SAP BTP Platform Members (Cloud Foundry)', 'cloud-foundry', 'btp.cf.pm'],
  ])('%s is served as %s', (name, type, prefix) => {
    expect(connectorOf(name, definitions)).toMatchObject({ type, prefix });
  });

  it('is the same definition each time', () => {
    expect(connectorOf('sap-datasphere', definitions)).toBe(connectorOf('SAP Datasphere', definitions));
  });

  it.each(['', 'SAP', 'LDAP Server', 'sac', 'nothing'])('is none: "%s"', (name) => {
    expect(connectorOf(name, definitions)).toBeUndefined();
  });

  it('is served exactly where SAP reaches it by SCIM', () => {
    const served = SAP_TYPES.filter(({ title }) => connectorOf(title, definitions) !== undefined);
    expect(served).toEqual(SAP_TYPES.filter(({ protocol }) => protocol === undefined));
    const names = typeNames(definitions);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(definitions.size + servedSapTypes(definitions).length);
  });
});

describe('properties of a type of SAP', () => {
  const findings = async (type: string, properties: Readonly<Record<string, string>>) =>
    (await findingsOf(type, { ...BASE, ...properties })).findings;

  it('have its prefix, and the general one', async () => {
    const properties = { 'sac.user.filter': 'active eq true', 'scim.group.filter': 'displayName pr' };
    expect(await findings('SAP Analytics Cloud', properties)).toEqual([]);
  });

  it('have one that wins', async () => {
    const properties = {
      'sac.content.type': 'application/json',
      'scim.content.type': 'application/scim+json',
    };
    expect(await findings('sap-analytics-cloud', properties)).toEqual([
      'scim.content.type: warning: property "scim.content.type" is ignored, because sac.content.type says something else',
    ]);
  });

  it('are misspelt, or of another type', async () => {
    expect(await findings('sap-analytics-cloud', { 'sac.user.fitler': 'x', 'c4c.user.filter': 'x' })).toEqual(
      [
        'sac.user.fitler: warning: property "sac.user.fitler" is not known and has no effect: did you mean "sac.user.filter"?',
        'c4c.user.filter: warning: property "c4c.user.filter" has no effect: "c4c." is what properties of SAP Sales Cloud and SAP Service Cloud begin with; the one of this type is "sac.user.filter"',
      ],
    );
  });

  it('ask for a version that is no SCIM', async () => {
    expect(await findings('SAP SuccessFactors', { 'sf.api.version': '1' })).toEqual([
      'sf.api.version: error: property "sf.api.version" must be 2: other versions are reached by OData and not by SCIM',
    ]);
    expect(await findings('SAP SuccessFactors', { 'sf.api.version': '2' })).toEqual([]);
    expect(await findings('SAP Concur', { 'concur.api.version': '1' })).toEqual([
      'concur.api.version: error: property "concur.api.version" must be 2 or 3: other versions are reached by Concur\'s own API and not by SCIM',
    ]);
  });
});
