import { describe, expect, it } from 'vitest';
import { ignoredParameters, readSearchRequest } from '../../../src/proxy/search/search-request.ts';
import { SEARCH_REQUEST_SCHEMA } from '../../../src/scim/schemas.ts';

describe('RFC 7644 §3.4.3: a SearchRequest', () => {
  it('has what a query has', () => {
    const { query, warnings } = readSearchRequest({
      schemas: [SEARCH_REQUEST_SCHEMA],
      attributes: ['displayName', 'userName'],
      filter: 'displayName sw "smith"',
      startIndex: 1,
      count: 10,
      sortBy: 'userName',
      sortOrder: 'descending',
    });
    expect({ ...query }).toEqual({
      attributes: 'displayName,userName',
      filter: 'displayName sw "smith"',
      startIndex: '1',
      count: '10',
      sortBy: 'userName',
      sortOrder: 'descending',
    });
    expect(warnings).toEqual([]);
  });

  it('is read leniently', () => {
    const body = {
      Schemas: [SEARCH_REQUEST_SCHEMA.toUpperCase()],
      FILTER: 'a pr',
      StartIndex: '3',
      count: null,
      excludedattributes: 'a,b',
    };
    expect({ ...readSearchRequest(body).query }).toEqual({
      filter: 'a pr',
      startIndex: '3',
      excludedAttributes: 'a,b',
    });
    expect({ ...readSearchRequest({}).query }).toEqual({});
  });

  it.each<[object, string, RegExp]>([
    [{ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }, 'invalidSyntax', /schemas/],
    [{ schemas: 'x' }, 'invalidSyntax', /schemas/],
    [{ schemas: [] }, 'invalidSyntax', /schemas/],
    [{ filter: 1 }, 'invalidValue', /"filter"/],
    [{ filter: ['a pr'] }, 'invalidValue', /"filter"/],
    [{ count: true }, 'invalidValue', /"count"/],
    [{ count: 1.5 }, 'invalidValue', /"count"/],
    [{ startIndex: {} }, 'invalidValue', /"startIndex"/],
    [{ attributes: [1] }, 'invalidValue', /"attributes"/],
    [{ filter: 'a pr', Filter: 'b pr' }, 'invalidSyntax', /twice/],
    [{ attributes: 'a,'.repeat(50_001) }, 'invalidValue', /"attributes".*100000/],
    [{ excludedAttributes: Array(101).fill('a'.repeat(1000)) }, 'invalidValue', /"excludedAttributes"/],
    [{ filter: ' '.repeat(100_001) }, 'invalidFilter', /"filter"/],
  ])('%j is refused', (body, scimType, detail) => {
    expect(() => readSearchRequest(body as never)).toThrow(
      expect.objectContaining({ status: 400, scimType, message: expect.stringMatching(detail) }),
    );
  });

  it('tells what it has that no search has, and shows no data', () => {
    expect(readSearchRequest({ flter: 'x', 'a secret?': 1 }).warnings).toEqual([
      'Ignored in the search, as no search has it: "flter", 1 more',
    ]);
    expect(readSearchRequest(JSON.parse('{"__proto__": {"filter": "x"}}')).warnings).toHaveLength(1);
    expect(ignoredParameters({ filter: 'a', x: 'b' })).toEqual([expect.stringMatching(/body: filter$/)]);
  });
});
