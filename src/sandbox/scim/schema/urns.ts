export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** Of the server's own resource type. */
export const DEPARTMENT_SCHEMA = 'urn:acme:params:scim:schemas:2.0:Department';
export const SEARCH_REQUEST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
