/** What a case asks for, as its URL says: `/ipsproxy/api/v1/scim/<system>/<endpoint>/<rest>`. */
import type { Case } from './case.ts';

const SYSTEM = 5;

/** Decoded; `undefined` where there is none, or none that can be decoded. */
export function endpointOf({ target }: Case): string | undefined {
  return decode(segment(target, SYSTEM + 1));
}

/** Of the resource, or of whatever stands behind the endpoint. */
export function idOf({ target }: Case): string | undefined {
  return decode(segment(target, SYSTEM + 2));
}

/** Without the question mark; empty where there is none. */
export function queryOf({ target }: Case): string {
  const at = target.indexOf('?');
  return at === -1 ? '' : target.slice(at + 1);
}

function segment(target: string, index: number): string | undefined {
  const text = (target.split('?')[0] ?? '').split('/')[index];
  return text === '' ? undefined : text;
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
