/** What the answers say that they are, as other messages of SCIM do (RFC 7644 §3.1). */
export const DRY_RUN = 'urn:ipsproxy:params:scim:api:messages:2.0:DryRun';
export const EXPLANATION = 'urn:ipsproxy:params:scim:api:messages:2.0:Explanation';
