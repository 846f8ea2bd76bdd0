import { describe, expect, it } from 'vitest';
import { QueryCache } from '../../../src/sandbox/cloud-foundry/store/query-cache.ts';
import { Revision } from '../../../src/sandbox/cloud-foundry/store/revision.ts';

describe('QueryCache', () => {
  it('computes a list once until the next write, however many pages are read', () => {
    const revision = new Revision();
    const cache = new QueryCache(revision);
    let computed = 0;
    const read = (key: string): readonly string[] =>
      cache.rows(key, () => {
        computed += 1;
        return [key];
      });
    for (let page = 0; page < 50; page += 1) expect(read('a')).toEqual(['a']);
    expect(computed).toBe(1);
    expect(read('b')).toEqual(['b']);
    revision.bump();
    expect(read('a')).toEqual(['a']);
    expect(computed).toBe(3);
  });

  it('does not grow without end', () => {
    const cache = new QueryCache(new Revision());
    for (let index = 0; index < 1000; index += 1) cache.rows(`key ${index}`, () => [index]);
    let computed = false;
    cache.rows('key 0', () => {
      computed = true;
      return [];
    });
    expect(computed).toBe(true);
  });
});
