import { expect, it } from 'vitest';
import { namesOf } from '../../src/proxy/place-names.ts';

const URN = 'urn:acme:2.0:User';

it.each<[(string | number)[][], string[]]>([
  [[['title']], ['title']],
  [[['name', 'given']], ['name.given']],
  [[['emails', 0, 'type']], ['emails.type']],
  [[['emails', 0, 'value']], ['emails']],
  [[['tags', 0]], ['tags']],
  [[['custom', 'deep', 'er']], ['custom.deep']],
  [[[URN, 'division']], [`${URN}:division`]],
  [[[URN, 'manager', 'value']], [`${URN}:manager`]],
  [[[URN, 'manager', 'displayName']], [`${URN}:manager.displayName`]],
  [[[URN, 'list', 3, 'x', 'y']], [`${URN}:list.x`]],
  [[['a:b']], ['a:b']],
  [
    [['emails', 0, 'type'], ['emails', 1, 'type'], ['title'], ['title']],
    ['emails.type', 'title'],
  ],
  [
    [
      ['emails', 0, 'type'],
      ['emails', 0, 'value'],
      ['emailsx', 'type'],
    ],
    ['emails', 'emailsx.type'],
  ],
  [
    [
      [URN, 'a', 'b'],
      [URN, 'a', 'value'],
    ],
    [`${URN}:a`],
  ],
  [[[]], ['']],
  [[], []],
])('%j are %j', (places, names) => {
  expect(namesOf(places)).toEqual(names);
});
