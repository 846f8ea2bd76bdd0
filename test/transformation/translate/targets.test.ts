import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';

const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' };

function targets(place: readonly (string | number)[], ...mappings: readonly JsonMap[]): boolean {
  return compileUser([ID, ...mappings], { direction: 'read' }).targets(place);
}
const to = (targetPath: string, more: JsonMap = {}): JsonMap => ({
  sourcePath: '$.a',
  targetPath,
  optional: true,
  ...more,
});

describe('a read transformation shows a place', () => {
  it.each<[string, (string | number)[]]>([
    ['$.title', ['title']],
    ['$.title', ['TITLE']],
    ['$.name', ['name', 'given']],
    ['$', ['anything', 0, 'at all']],
    ['$.meta.created', ['meta', 'created']],
    ['$.emails[*].value', ['emails', 1, 'value']],
    ['$.emails[*].value', ['emails', 'value']],
    ['$.emails[?(@.value)]', ['emails', 0, 'value']],
    ['$.emails[0].value', ['emails', 0, 'value']],
    ['$.emails[0].value', ['emails', 'value']],
  ])('by a mapping to %s: %j', (path, place) => {
    expect(targets(place, to(path))).toBe(true);
    expect(targets(place, { constant: 1, targetPath: path })).toBe(true);
    expect(targets(place, to(path, { condition: '$.b EMPTY false' }))).toBe(true);
    if (path !== '$') expect(targets(place, { type: 'remove', targetPath: path })).toBe(true);
  });

  it.each<[string, (string | number)[]]>([
    ['$.title', ['other']],
    ['$.name.given', ['name']],
    ['$.name.given', ['name', 'family']],
    ['$.emails[0].value', ['emails', 1, 'value']],
    ['$.emails[?(@.value)]', ['emails', 0, 'type']],
    ['$.emails[*].value', ['emails']],
    ['$.title', []],
  ])('not by a mapping to %s: %j', (path, place) => {
    expect(targets(place, to(path))).toBe(false);
  });

  it.each<[string, JsonMap]>([
    ['of another operation', to('$.title', { scope: 'createEntity' })],
    ['that never runs', to('$.title', { condition: "'a' == 'b'" })],
    ['that is ignored', to('$.title', { ignore: true })],
    ['into a variable', { sourcePath: '$.a', targetVariable: 'title', optional: true }],
  ])('not by a mapping %s', (_, mapping) => {
    expect(targets(['title'], mapping)).toBe(false);
  });
});
