import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';

function names(...mappings: readonly JsonMap[]) {
  return compileUser(mappings, { direction: 'read' }).targetNames;
}

const to = (targetPath: string, more: JsonMap = {}): JsonMap => ({ sourcePath: '$.x', targetPath, ...more });

describe('names on target paths', () => {
  it.each<[string, string[][]]>([
    ['$', [[]]],
    ['$.userName', [['userName']]],
    ["$['urn:x:User']['Dept'].name", [['urn:x:User', 'Dept', 'name']]],
    ['$.emails[0].value', [['emails']]],
    ['$.emails[?(@.value)]', [['emails']]],
  ])('%s', (path, expected) => {
    expect(names(to(path))).toEqual(expected);
  });

  it('are those of mappings that write on a read', () => {
    expect(
      names(to('$.a', { type: 'remove' }), to('$.b', { scope: 'createEntity' }), to('$.c', { ignore: true })),
    ).toEqual([]);
    expect(names({ sourcePath: '$.id', targetVariable: 'v' })).toEqual([]);
  });

  it('of a renamed one may be any', () => {
    expect(names({ type: 'rename', targetPath: '$.a.b', constant: 'c' })).toEqual([['a']]);
    expect(names({ type: 'rename', targetPath: '$.a', constant: 'c' })).toEqual([[]]);
  });
});
