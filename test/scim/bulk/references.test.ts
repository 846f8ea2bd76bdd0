/** What of the paths of PATCH requests is looked at for references. */
import { expect, it } from 'vitest';
import { eachText, resolveReferences } from '../../../src/scim/bulk/references.ts';
import type { JsonObject } from '../../../src/scim/json.ts';

/** A PATCH is refused with 30,000 quotes and brackets in its paths. */
const MOST = 15_000;

function patch(...paths: string[]): JsonObject {
  return { Operations: paths.map((path) => ({ op: 'remove', path })) };
}

function textsIn(data: JsonObject): number {
  let found = 0;
  eachText(data, true, (text) => {
    if (text === 'bulkId:a') found += 1;
  });
  return found;
}

const created = () => ({ id: '1', location: 'https://proxy.example/Users/1' });

it.each([
  ['one path', [`x[${'y eq "bulkId:a" or '.repeat(MOST + 1000)}]`], MOST],
  ['many paths', Array.from({ length: MOST + 1000 }, () => 'x[y eq "bulkId:a"]'), MOST],
  ['a text that is no filter', ['"bulkId:a"'.repeat(10)], 0],
])('%s: no more than a PATCH may have', (_, paths, most) => {
  expect(textsIn(patch(...paths))).toBe(most);
});

it('in place of what is looked at, and of nothing else, ids are written', () => {
  const text = JSON.stringify(
    resolveReferences(patch(`x[${'y eq "bulkId:a" or '.repeat(MOST + 1)}]`), true, created),
  );
  expect(text.split('bulkId:a')).toHaveLength(2);
  const paths = patch(...Array.from({ length: 5000 }, (_, index) => `x[y eq "bulkId:${index}"]`));
  expect(JSON.stringify(resolveReferences(paths, true, created))).not.toContain('bulkId');
});
