/** What the headers of a request have to say about bodies. */
import type { IncomingHttpHeaders } from 'node:http';

export const SCIM_JSON = 'application/scim+json';

/** Documented: anything but SCIM JSON is a 415. */
export function sendsScimJson({ 'content-type': contentType = '' }: IncomingHttpHeaders): boolean {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return type === SCIM_JSON && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

/** Documented: a client that accepts no SCIM JSON gets a 406 (RFC 9110 §12.5.1). */
export function acceptsScimJson({ accept }: IncomingHttpHeaders): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return [SCIM_JSON, 'application/*', '*/*'].includes(type) && Number(quality ?? '1') > 0;
  });
}
