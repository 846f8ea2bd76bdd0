/** Users and groups as clients send them, with whatever happens to them on the way. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import { mutateBytes, mutateTree, print, type Tree, treeOf } from './json.ts';

export const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const SAP_USER = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';

/** Ids that exist, by endpoint, and cursors that were given out. */
export interface Known extends Readonly<Record<'Users' | 'Groups', readonly string[]>> {
  readonly cursors: readonly KnownCursor[];
}

export interface KnownCursor {
  readonly cursor: string;
  readonly system: string;
  readonly endpoint: 'Users' | 'Groups';
  /** Of the query that it belongs to, what is not about pages: empty, or begins with `&`. */
  readonly rest: string;
}

export function user(random: Random): Record<string, unknown> {
  const number = randomInteger(random, 1_000_000);
  const maybe = (value: Record<string, unknown>) => (random() < 0.5 ? value : {});
  return {
    ...maybe({ schemas: [CORE_USER, ENTERPRISE] }),
    userName: `hostile.${number}`,
    name: { givenName: 'Ho', familyName: 'Stile', ...maybe({ middleName: 'M', honorificPrefix: 'Dr' }) },
    emails: [{ value: `hostile.${number}@example.com`, ...maybe({ type: 'work', primary: true }) }],
    ...maybe({ active: random() < 0.5 }),
    ...maybe({ displayName: 'Ho Stile', nickName: 'Ho', locale: 'en-US', timezone: 'Europe/Berlin' }),
    ...maybe({ externalId: `e${number}`, userType: 'employee', password: 'Abcd-1234-efgh' }),
    ...maybe({
      phoneNumbers: [
        { type: 'work', value: '+49 1', primary: true },
        { type: 'mobile', value: '+49 2' },
      ],
    }),
    ...maybe({ addresses: [{ type: 'work', country: 'DE', locality: 'Ulm', streetAddress: 'A 1' }] }),
    ...maybe({ [ENTERPRISE]: { department: 'R&D', employeeNumber: '1', manager: { value: 'x' } } }),
    ...maybe({ [SAP_USER]: { sendMail: 'false', mailVerified: true } }),
    ...maybe({ id: 'mine', meta: { resourceType: 'User', version: 'W/"1"', location: 'http://x/y' } }),
  };
}

export function group(random: Random, known: Known): Record<string, unknown> {
  const members = Array.from({ length: randomInteger(random, 5) }, () => ({
    value: pick(random, known.Users),
  }));
  return {
    schemas: [CORE_GROUP],
    displayName: random() < 0.8 ? `Hostile ${randomInteger(random, 1_000_000)}` : 'a/b.c\\d',
    ...(random() < 0.7 ? { members } : {}),
    ...(random() < 0.2 ? { externalId: 'e', id: 'mine' } : {}),
  };
}

/** Mostly near to what is right: what is wrong everywhere gets no further than the first check. */
export function bodyOf(random: Random, content: Record<string, unknown>): Buffer {
  const tree: Tree = treeOf(content);
  const changes = random() < 0.15 ? 0 : 1 + randomInteger(random, 3);
  for (let change = 0; change < changes; change += 1) mutateTree(random, tree);
  const bytes = Buffer.from(print(tree), 'utf8');
  return random() < 0.08 ? mutateBytes(random, bytes) : bytes;
}
