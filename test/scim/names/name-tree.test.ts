import { describe, expect, it } from 'vitest';
import { NameTree } from '../../../src/scim/names/name-tree.ts';
import { complex, list, schema, simple } from '../../../src/scim/schema/attribute.ts';

const { attributes } = schema(
  'urn:x',
  simple('userName'),
  simple('active', 'boolean'),
  complex('name', simple('givenName familyName')),
  list('emails', simple('value'), simple('primary', 'boolean')),
);

describe('names that were added', () => {
  it('are found in any spelling, and exactly only in their own', () => {
    const tree = new NameTree();
    const below = tree.add('userName');
    expect(['userName', 'USERNAME', 'username'].map((name) => tree.find(name)?.name)).toEqual(
      Array(3).fill('userName'),
    );
    expect(tree.find('userName')?.below).toBe(below);
    expect([tree.exact('userName')?.name, tree.exact('username')]).toEqual(['userName', undefined]);
    expect([tree.find('user'), tree.find('')]).toEqual([undefined, undefined]);
  });

  it('are added once', () => {
    const tree = new NameTree();
    const below = tree.add('name');
    below.add('givenName');
    expect(tree.add('name')).toBe(below);
    expect(tree.find('NAME')?.below.find('GIVENNAME')?.name).toBe('givenName');
  });

  it('in two spellings are both there, share what is below, and the first one stands for the others', () => {
    const tree = new NameTree();
    const below = tree.add('mail');
    expect(tree.add('Mail')).toBe(below);
    const found = ['mail', 'Mail', 'MAIL'].map((name) => tree.find(name)?.name);
    expect(found).toEqual(['mail', 'Mail', 'mail']);
  });

  it.each(['__proto__', 'constructor', 'toString'])('can be %s', (name) => {
    const tree = new NameTree();
    expect(tree.find(name)).toBeUndefined();
    tree.add(name);
    expect(tree.find(name.toUpperCase())?.name).toBe(name);
  });
});

describe('names that a schema declares', () => {
  it('bring their attributes, on every level', () => {
    const tree = new NameTree();
    tree.declare(attributes);
    expect(tree.find('ACTIVE')).toMatchObject({ name: 'active', attribute: { type: 'boolean' } });
    const emails = tree.find('eMails');
    expect(emails).toMatchObject({ name: 'emails', attribute: { multiValued: true } });
    expect(emails?.below.find('PRIMARY')).toMatchObject({ name: 'primary', attribute: { type: 'boolean' } });
    expect(tree.find('name')?.below.exact('familyName')?.name).toBe('familyName');
  });

  it('leave spellings that are there, with what is below them', () => {
    const tree = new NameTree();
    tree.add('EMails').add('Value').add('deeper');
    tree.declare(attributes);
    const emails = tree.find('emails');
    expect(emails).toMatchObject({ name: 'EMails', attribute: attributes.get('emails') });
    expect(tree.exact('EMails')).toBe(emails);
    expect(tree.exact('emails')).toBeUndefined();
    expect(emails?.below.find('value')).toMatchObject({ name: 'Value', attribute: { name: 'value' } });
    expect(emails?.below.find('value')?.below.find('deeper')?.name).toBe('deeper');
    expect(emails?.below.find('PRIMARY')?.name).toBe('primary');
  });

  it('are what a second spelling means as well', () => {
    const tree = new NameTree();
    tree.declare(attributes);
    const below = tree.add('Active');
    expect(tree.exact('Active')).toMatchObject({ name: 'Active', attribute: attributes.get('active') });
    expect(tree.exact('Active')?.below).toBe(below);
    expect(tree.find('active')?.below).toBe(below);
    expect(tree.find('ACTIVE')?.name).toBe('active');
  });
});
