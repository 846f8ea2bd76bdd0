/** PATCH requests that change nothing but the membership of a group. */
import { isJsonObject } from '../scim/json.ts';
import type { NormalizedPatch } from '../scim/patch/index.ts';

export function changesOnlyMembers({ steps }: NormalizedPatch): boolean {
  return steps.every(({ operation: { path, value } }) => {
    if (typeof path === 'string') return /^members(?:[[.]|$)/i.test(path);
    return isJsonObject(value) && Object.keys(value).every((name) => name.toLowerCase() === 'members');
  });
}
