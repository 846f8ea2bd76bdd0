/** What the attributes of SAP's extensions mean, by their names from the extension; some names say it themselves. */
export const SAP_USER_DESCRIPTIONS: Readonly<Record<string, string>> = {
  userId: 'The id of the user that people see, for example P000001.',
  userUuid: 'The id of the user that is the same in all systems.',
  status: 'The state of the user.',
  sapUserName: 'The name of the user in SAP systems.',
  sourceSystem: 'The kind of system that the user comes from.',
  sourceSystemId: 'The system that the user comes from.',
  applicationId: 'The application whose mails are sent to the user.',
  emailTemplateSetId: 'The texts of the mails that are sent to the user.',
  sendMail: 'Whether the user gets a mail about the activation; it is never shown.',
  mailVerified: 'Whether the e-mail address is known to be right.',
  targetUrl: 'Where the user gets to after the activation.',
  validFrom: 'From when on the user may log on.',
  validTo: 'Until when the user may log on.',
  loginTime: 'When the user last logged on.',
  emails: 'E-mail addresses, and whether they are verified.',
  phoneNumbers: 'Phone numbers, and whether they are verified.',
  corporateGroups: 'The groups of the corporate directory that the user belongs to.',
  passwordDetails: 'The state of the password.',
  socialIdentities: 'Accounts of the user elsewhere.',
};

export const SAP_GROUP_DESCRIPTIONS: Readonly<Record<string, string>> = {
  type: 'What kind of group it is.',
  supportedOperations: 'What can be changed of the group.',
  applicationId: 'The application that the group belongs to.',
};

export const CUSTOM_USER_DESCRIPTIONS: Readonly<Record<string, string>> = {
  attributes: 'Custom attributes of the tenant.',
  'attributes.name': 'Which of the custom attributes it is: customAttribute1 to customAttribute10.',
  'attributes.value': 'Its value.',
};

export const CUSTOM_GROUP_DESCRIPTIONS: Readonly<Record<string, string>> = {
  name: 'The technical name of the group, which stays what it is.',
  description: 'What the group is for.',
};
