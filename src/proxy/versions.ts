/** Entity tags (RFC 9110 §8.8.3, RFC 7644 §3.14). */
import { ScimError } from '../scim/errors.ts';
import { resourceTypeName } from '../scim/schemas.ts';
import type { ProxiedEntity } from './entity.ts';

/** Whether a header such as `W/"3", "4"` or `*` names the version; without a version only `*` matches. */
export function matchesVersion(header: string, version: string | undefined): boolean {
  if (header.trim() === '*') return true;
  if (version === undefined) return false;
  return header.split(',').some((tag) => {
    const opaque = tag.trim().replace(/^W\//, '');
    const text =
      opaque.startsWith('"') && opaque.endsWith('"') && opaque.length > 1 ? opaque.slice(1, -1) : opaque;
    return text === version;
  });
}

/** 412: the version in `If-Match` is not the entity's. */
export function changedMeanwhile(entity: ProxiedEntity, id: string): ScimError {
  return new ScimError(
    412,
    `${resourceTypeName(entity.read.entityType)} ${id} of system ${entity.systemId} was changed meanwhile: ` +
      'its version is not the one in If-Match. Read it again and repeat the change.',
  );
}
