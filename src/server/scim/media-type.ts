/** RFC 7644 §8.1. */
export const SCIM_MEDIA_TYPE = 'application/scim+json';
