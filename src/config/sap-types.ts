/** Types of systems of SAP Identity Provisioning, so that each can be named, served or not. */

export interface SapType {
  /** As the administration console shows it. */
  readonly title: string;
  /** What the names of its own properties begin with; absent: it has none of its own. */
  readonly prefix?: string;
  /** How SAP reaches it, where that is not SCIM. */
  readonly protocol?: string;
  /** Values of `<prefix>.api.version` that mean SCIM, where others do not. */
  readonly versions?: { readonly scim: readonly string[]; readonly others: string };
}

const scim = (title: string, prefix?: string): SapType =>
  prefix === undefined ? { title } : { title, prefix };
const since = (title: string, prefix: string, versions: readonly string[], others: string): SapType => ({
  ...scim(title, prefix),
  versions: { scim: versions, others },
});
const other = (title: string, protocol: string, prefix?: string): SapType => ({
  ...scim(title, prefix),
  protocol,
});

export const SAP_TYPES: readonly SapType[] = [
  scim('SCIM System', 'scim'),
  scim('Identity Authentication', 'ias'),
  scim('Local Identity Directory', 'idds'),
  scim('SAP BTP Platform Members (Cloud Foundry)', 'btp.cf.pm'),
  scim('Cloud Foundry UAA Server', 'uaa'),
  scim('SAP BTP XS Advanced UAA (Cloud Foundry)', 'xsuaa'),
  scim('SAP BTP Account Members (Neo)', 'scp'),
  scim('SAP BTP Java/HTML5 apps (Neo)', 'hcp'),
  scim('SAP Advanced Financial Closing', 's4hana.afc'),
  scim('SAP Advanced Workflow', 'awf'),
  scim('SAP Analytics Cloud', 'sac'),
  scim('SAP Ariba Applications', 'ariba.applications'),
  scim('SAP Ariba Category Management', 'cm'),
  scim('SAP Ariba Central Invoice Management', 'cim'),
  scim('SAP Build Work Zone, advanced edition', 'workzone'),
  scim('SAP Build Work Zone, standard edition', 'cflp'),
  scim('SAP Business Network', 'bn'),
  scim('SAP Central Business Configuration', 'cbc'),
  scim('SAP Commerce Cloud', 'cc'),
  since('SAP Concur', 'concur', ['2', '3'], "Concur's own API"),
  scim('SAP Convergent Charging', 'convc'),
  scim('SAP CPQ', 'cpq'),
  scim('SAP Data Custodian', 'dc'),
  scim('SAP Datasphere', 'ds'),
  scim('SAP Enable Now', 'en'),
  scim('SAP Enterprise Portal', 'ep'),
  scim('SAP Fieldglass', 'fg'),
  scim('SAP Field Service Management', 'fsm'),
  scim('SAP HANA Cloud Database Services', 'hana.cloud.db'),
  scim('SAP Intelligent Agriculture', 'ia'),
  scim('SAP Jam Collaboration', 'jam'),
  since('SAP Integrated Business Planning', 'ibp', ['2'], 'OData'),
  scim('SAP Master Data Integration'),
  scim('SAP Revenue Growth Management', 'rgm'),
  scim('SAP S/4HANA for procurement planning', 's4hana.pp'),
  scim('SAP Sales Cloud and SAP Service Cloud', 'c4c'),
  scim('SAP Signavio Process Transformation Suite', 'sig'),
  since('SAP SuccessFactors', 'sf', ['2'], 'OData'),
  scim('SAP SuccessFactors Employee Central Payroll', 'ecp'),
  scim('SAP SuccessFactors Incentive Management'),
  scim('SAP SuccessFactors Learning', 'lms'),
  scim('Sales Cloud – Analytics & AI'),
  scim('Procurement Data Warehouse', 'pdw'),
  scim('Intelligent Opportunity Analyzer', 'ioa'),
  other('LDAP Server', 'LDAP', 'ldap'),
  other('Microsoft Active Directory', 'LDAP'),
  other('SAP Application Server ABAP', 'RFC', 'abap'),
  other('SAP BTP ABAP environment', 'OData', 'a4c'),
  other('SAP Market Communication for Utilities', 'OData'),
  other('SAP Marketing Cloud', 'OData', 'marketing.cloud'),
  other('SAP S/4HANA Cloud Public Edition', 'SOAP and OData', 's4hana.cloud'),
  other('SAP S/4HANA On-Premise', 'SOAP and OData', 's4hana.onprem'),
  other('Microsoft Entra ID', 'Microsoft Graph', 'aad'),
  other('Microsoft Azure Active Directory', 'Microsoft Graph'),
  other('Google G Suite', "Google's own API", 'gsuite'),
  other('SSH Server', 'SSH', 'ssh'),
];
