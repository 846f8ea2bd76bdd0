/** Extensions of SAP's SCIM APIs. */
export const SAP_USER_EXTENSION = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
export const SAP_GROUP_EXTENSION = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';
/** Has the `name` by which SAP's systems tell groups apart, where `displayName` is a text for people. */
export const CUSTOM_GROUP_EXTENSION = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
