import { describe, expect, it } from 'vitest';
import { NameIndex } from '../../src/transformation/name-index.ts';

const NAMES = ['userName', 'emails', 'name', 'id', 'TEL1_NUMBR', 'urn:x:schemas:extension:custom:2.0:User'];

describe('a mistyped name', () => {
  const index = new NameIndex(NAMES);

  it.each([
    ['usreName', 'userName'],
    ['useName', 'userName'],
    ['usserName', 'userName'],
    ['userNane', 'userName'],
    ['username', 'userName'],
    ['nmae', 'name'],
    ['nam', 'name'],
    ['naame', 'name'],
    ['di', 'id'],
    ['idd', 'id'],
    ['Id', 'id'],
    ['urn:x:schemas:extension:custom:20.:User', 'urn:x:schemas:extension:custom:2.0:User'],
    ['urn:x:schemas:extension:custom:.0:User', 'urn:x:schemas:extension:custom:2.0:User'],
  ])('%s is %s', (typed, meant) => {
    expect(index.meantBy(typed)).toBe(meant);
  });

  it.each([
    'ame',
    'd',
    'login',
    'TEL2_NUMBR',
    'TEL_NUMBR',
    'urn:x:schemas:extension:custom:1.0:User',
    '',
    'u'.repeat(10_000),
  ])('%s is another one', (name) => {
    expect(index.meantBy(name)).toBeUndefined();
  });

  it.each([
    ['ame', 'name'],
    ['d', 'id'],
    ['i', 'id'],
  ])('%s is %s where there are hardly any others', (typed, meant) => {
    expect(new NameIndex(NAMES, true).meantBy(typed)).toBe(meant);
  });

  it('is rather one in another case than another one', () => {
    expect(new NameIndex(['userNames', 'userName']).meantBy('username')).toBe('userName');
  });

  it('is not what the caller does not accept', () => {
    expect(index.meantBy('usreName', (candidate) => candidate !== 'userName')).toBeUndefined();
  });
});

it('knows names as they are', () => {
  const index = new NameIndex(NAMES);
  expect(index.has('emails')).toBe(true);
  expect(index.has('Emails')).toBe(false);
  expect(index.meantBy('emails')).toBeUndefined();
});
