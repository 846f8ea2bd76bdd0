import { describe, expect, it } from 'vitest';
import { given, ignoredNames, parseMembersType } from '../../src/proxy/query.ts';
import { fakeSystem, OK, startProxy } from './helpers.ts';

const warning = (given: string, name: string) =>
  `The query parameter "${given}" was ignored; its name is ${name}`;

describe('names of query parameters', () => {
  it.each([
    ['GET', '/Users', 200],
    ['HEAD', '/Users', 200],
    ['GET', '/Users/1', 200],
    ['POST', '/Users', 201],
    ['PUT', '/Users/1', 200],
    ['PATCH', '/Users/1', 204],
    ['DELETE', '/Users/1', 204],
    ['GET', '/Users/1', 304],
  ] as const)('in another case get a warning: %s %s with %i', async (method, path, status) => {
    const proxy = await startProxy({
      systems: [
        fakeSystem(() => ({ status, ...(status < 204 && { body: {} }), warnings: ['from the system'] })),
      ],
    });
    const withBody = ['POST', 'PUT', 'PATCH'].includes(method);
    const answer = await proxy.send(`${path}?Filter=a&startindex=26&count=1`, {
      method,
      ...(withBody && { body: {} }),
    });
    expect(answer.status).toBe(status);
    expect(answer.headers['x-ipsproxy-warning']).toEqual([
      warning('Filter', 'filter'),
      warning('startindex', 'startIndex'),
      'from the system',
    ]);
  });

  it('end at the first equals sign, and those without one have an empty value', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    await proxy.send('/Users?filter=a=b=c&attributes&count=');
    expect(system.calls[0]?.query).toEqual({ filter: 'a=b=c', attributes: '', count: '' });
  });

  it('are not taken for the known ones', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    await proxy.send('/Users?Count=1');
    expect(system.calls[0]?.query).toEqual({ Count: '1' });
  });

  it('get a warning beside the right name as well, one for each known name', () => {
    expect(ignoredNames({ count: '1', COUNT: '2', Count: ['3', '4'] })).toEqual([warning('COUNT', 'count')]);
    expect(
      ignoredNames({ ATTRIBUTES: '', excludedattributes: '', MembersType: '', sortby: '', SortOrder: '' }),
    ).toEqual([
      warning('ATTRIBUTES', 'attributes'),
      warning('excludedattributes', 'excludedAttributes'),
      warning('MembersType', 'membersType'),
      warning('sortby', 'sortBy'),
      warning('SortOrder', 'sortOrder'),
    ]);
  });

  it.each([
    ['$filter', 'filter'],
    ['filters', 'filter'],
    ['fliter', 'filter'],
    ['filter[]', 'filter'],
    ['start_index', 'startIndex'],
    ['start-index', 'startIndex'],
    ['startIdx', 'startIndex'],
    ['sort_by', 'sortBy'],
    ['sort_order', 'sortOrder'],
    ['attribute', 'attributes'],
    ['excludeAttributes', 'excludedAttributes'],
    ['memberType', 'membersType'],
    ['cuont', 'count'],
  ])('that look like a misspelling get a warning: %s', async (given, name) => {
    const proxy = await startProxy();
    const { status, headers } = await proxy.send(`/Users?${encodeURIComponent(given)}=1`);
    expect([status, headers['x-ipsproxy-warning']]).toEqual([200, warning(given, name)]);
  });

  it.each(['pageSize', 'limit', 'offset', 'page', 'q', 'trace', 'tenant', 'account', '_', '', '%', '1'])(
    'that are something else get none: %j',
    (name) => {
      expect(ignoredNames({ [name]: 'x' })).toEqual([]);
    },
  );

  it('are compared up to a number that no client sends', () => {
    const others = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`other${index}`, 'x']));
    expect(ignoredNames({ ...others, Filter: 'x' })).toEqual([]);
    const { other0: _, ...fewer } = others;
    expect(ignoredNames({ ...fewer, Filter: 'x' })).toEqual([warning('Filter', 'filter')]);
  });

  it('that are right, or that nobody knows, get none', async () => {
    const proxy = await startProxy({ systems: [fakeSystem(() => OK)] });
    const { headers } = await proxy.send(
      '/Users?filter=a&startIndex=1&count=1&attributes=&sortBy=x&sortOrder=y&x-trace=1&constructor=2&__proto__=3',
    );
    expect(headers).not.toHaveProperty('x-ipsproxy-warning');
  });

  it('stay few', async () => {
    const proxy = await startProxy();
    const many = Array.from({ length: 64 }, (_, bits) =>
      [...'filter'].map((letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter)).join(''),
    );
    const { headers } = await proxy.send(`/Users?${many.map((name) => `${name}=a`).join('&')}`);
    expect(headers['x-ipsproxy-warning']).toBe(warning('Filter', 'filter'));
  });
});

describe('a parameter without a value', () => {
  it.each(['', ' ', '\t'])('is absent: %j', (value) => {
    expect(given({ filter: value }, 'filter')).toBeUndefined();
  });

  it('that is given twice is refused all the same', () => {
    expect(() => given({ filter: ['', ''] }, 'filter')).toThrow(/more than once/);
  });

  it('keeps its blanks where it has one', () => {
    expect(given({ filter: ' a ' }, 'filter')).toBe(' a ');
  });
});

describe('membersType', () => {
  it.each([undefined, '', ' '])('%j means all members', (membersType) => {
    expect(parseMembersType({ membersType })).toBeUndefined();
  });

  it('is user or group', () => {
    expect(parseMembersType({ membersType: 'User' })).toBe('user');
    expect(() => parseMembersType({ membersType: 'cat' })).toThrow(/must be user or group/);
  });
});
