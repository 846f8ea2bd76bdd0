import { describe, expect, it } from 'vitest';
import { foldFilter } from '../../../src/proxy/search/fold.ts';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { printFilter } from '../../../src/scim/filter-print.ts';

const has = ({ attribute }: { attribute: string }) => attribute !== 'none';
const fold = (text: string) => {
  const folded = foldFilter(parseFilter(text), { resourceType: 'User', has });
  return typeof folded === 'boolean' ? folded : printFilter(folded);
};

describe('RFC 7644 §3.4.2.1: a filter about entities of one type', () => {
  it.each<[string, string | boolean]>([
    ['userName eq "a"', 'userName eq "a"'],
    ['meta.resourceType eq "User"', true],
    ['meta.resourceType eq "Group"', false],
    ['META.resourcetype ne "Group"', true],
    ['meta.resourceType pr', true],
    ['meta.resourceType eq "User" and userName eq "a"', 'userName eq "a"'],
    ['meta.resourceType eq "Group" or userName eq "a"', 'userName eq "a"'],
    ['meta.resourceType eq "Group" and userName eq "a"', false],
    ['not (meta.resourceType eq "Group") and not (userName eq "a")', 'not (userName eq "a")'],
    // As if there were no value.
    ['none eq "a"', false],
    ['none pr', false],
    ['none ne "a"', true],
    ['not (none pr)', true],
    ['none eq null', true],
    ['none[value eq "a"]', false],
    ['none eq "a" or userName pr or title pr', 'userName pr or title pr'],
    ['none eq "a" or none co "b"', false],
    ['not (none eq "a") and (userName pr or none pr)', 'userName pr'],
  ])('%s', (text, wanted) => {
    expect(fold(text)).toBe(wanted);
  });
});
