/** The URNs of Identity Directory's schemas and messages. */
export const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const SAP_USER = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
export const SAP_ODM_USER = 'urn:ietf:params:scim:schemas:extension:sap.odm:2.0:User';
export const CUSTOM_USER = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';

export const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
export const SAP_GROUP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';
export const AUTHORIZATION = 'urn:ietf:params:scim:schemas:extension:sci:2.0:Authorization';

export const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
export const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
export const SERVICE_PROVIDER_CONFIG = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0';
export const LIST_RESPONSE = `${MESSAGES}:ListResponse`;
export const SEARCH_REQUEST = `${MESSAGES}:SearchRequest`;
export const PATCH_OP = `${MESSAGES}:PatchOp`;
export const BULK_REQUEST = `${MESSAGES}:BulkRequest`;
export const BULK_RESPONSE = `${MESSAGES}:BulkResponse`;
export const ERROR = `${MESSAGES}:Error`;
