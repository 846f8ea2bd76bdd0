/** Users as they come, and filters about them: the same for the same seed. */
import type { JsonObject } from '../../src/scim/json.ts';
import { fc } from '../support/property.ts';
import type { Naive } from './naive.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Few, so that filters find something; with all that breaks filters. */
const WORDS = [
  'Ada',
  'ada l',
  'Größe',
  'ÅSA',
  'a"b',
  'c\\d',
  '%',
  'x_y',
  'Émile',
  '李',
  'and or',
  '(x)',
  '[0]',
  'null',
  'true',
  'O’Neil',
];
const word = fc.constantFrom(...WORDS);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const element = (types: readonly string[]) =>
  fc.record({
    value: fc.tuple(word, fc.constantFrom('@x.example', '@Y.example', '')).map((parts) => parts.join('')),
    type: maybe(fc.constantFrom(...types)),
    display: maybe(word),
  });

/** Without `userName`, which nobody else may have. */
export const person: fc.Arbitrary<JsonObject> = fc
  .record({
    displayName: maybe(word),
    externalId: maybe(word),
    title: maybe(word),
    active: maybe(fc.boolean()),
    name: maybe(fc.record({ familyName: maybe(word), givenName: maybe(word) })),
    emails: maybe(fc.array(element(['work', 'Home', 'other']), { minLength: 1, maxLength: 3 })),
    phoneNumbers: maybe(fc.array(element(['work', 'mobile']), { minLength: 1, maxLength: 2 })),
    [ENTERPRISE]: maybe(fc.record({ department: maybe(word), costCenter: maybe(word) })),
  })
  .map((user) => JSON.parse(JSON.stringify(user)) as JsonObject);

const TEXTS = [
  'userName',
  'displayName',
  'DISPLAYNAME',
  'externalId',
  'title',
  'name.familyName',
  'Name.GivenName',
  'emails',
  'emails.value',
  'emails.type',
  'phoneNumbers.value',
  `${CORE}:title`,
  `${CORE}:name.familyName`,
  `${ENTERPRISE}:department`,
  `${ENTERPRISE.toUpperCase()}:costCenter`,
  'nickName',
];
const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];

const text = fc
  .tuple(word, fc.nat(3), fc.constantFrom('upper', 'lower', 'same'))
  .map(([whole, cut, letters]) => {
    const part =
      cut === 1 ? [...whole].slice(0, 2).join('') : cut === 2 ? [...whole].slice(-2).join('') : whole;
    return letters === 'upper' ? part.toUpperCase() : letters === 'lower' ? part.toLowerCase() : part;
  });

function about(names: readonly string[]): fc.Arbitrary<Naive> {
  const name = fc.constantFrom(...names);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        name,
        operator: fc.constantFrom(...OPERATORS),
        value: text,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        name,
        operator: fc.constantFrom('eq', 'ne'),
        value: fc.constant(null),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('present' as const), name }) },
  );
}

/** @param times some that the users have, in any zone */
export function filters(times: readonly string[]): fc.Arbitrary<Naive> {
  const leaf: fc.Arbitrary<Naive> = fc.oneof(
    { weight: 6, arbitrary: about(TEXTS) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        name: fc.constantFrom('active', `${CORE}:active`),
        operator: fc.constantFrom('eq', 'ne'),
        value: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        name: fc.constantFrom('meta.lastModified', 'meta.created'),
        operator: fc.constantFrom('eq', 'gt', 'ge', 'lt', 'le'),
        value: fc.constantFrom(...times),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('element' as const),
        name: fc.constantFrom('emails', 'phoneNumbers'),
        of: fc.oneof(
          about(['value', 'type', 'display']),
          fc
            .array(about(['value', 'TYPE', 'display']), { minLength: 2, maxLength: 2 })
            .chain((all) => fc.constantFrom<Naive>({ kind: 'and', all }, { kind: 'or', all })),
          about(['value', 'type']).map((of): Naive => ({ kind: 'not', of })),
        ),
      }),
    },
  );
  const tree = fc.letrec<{ tree: Naive }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('tree').map((of): Naive => ({ kind: 'not', of })),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        all: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  }));
  return fc.oneof(
    { weight: 5, arbitrary: tree.tree },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        name: fc.constantFrom('emails[0].value', 'phoneNumbers[1].value'),
        operator: fc.constantFrom('eq', 'ne', 'sw', 'gt'),
        value: text,
      }),
    },
  );
}
