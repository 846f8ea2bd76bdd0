import { describe, expect, it } from 'vitest';
import {
  displayName,
  groupAt,
  groupCount,
  groupId,
  groupWindow,
  type Places,
  parseDisplayName,
  parseGroupId,
} from '../../../src/connectors/cloud-foundry/groups/role-group.ts';
import { withMistakes } from '../../support/mistakes.ts';
import { fc, reaching } from '../../support/property.ts';

const name = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 });
const places: fc.Arbitrary<Places> = fc
  .array(
    fc.record({
      guid: fc.uuid(),
      name,
      spaces: fc.array(fc.record({ guid: fc.uuid(), name }), { maxLength: 4 }),
    }),
    {
      maxLength: 6,
    },
  )
  .map((all) => ({
    organizations: all.map(({ guid, name: own }) => ({ guid, name: own })),
    spaces: all.flatMap((organization) =>
      organization.spaces.map((space) => ({
        ...space,
        organization: { guid: organization.guid, name: organization.name },
      })),
    ),
  }));

describe('index arithmetic', () => {
  it('has every role of every organization and space at exactly one position, whatever the pages', () => {
    fc.assert(
      fc.property(
        places,
        fc.integer({ min: 1, max: 9 }),
        reaching((all, size) => {
          const total = groupCount(all);
          const paged: string[] = [];
          for (let start = 0; start < total; start += size) {
            paged.push(...groupWindow(all, start, size).map(({ ref }) => groupId(ref)));
          }
          expect(paged).toHaveLength(4 * (all.organizations.length + all.spaces.length));
          expect(paged).toEqual(
            Array.from({ length: total }, (_, index) => groupId(groupAt(all, index)?.ref as never)),
          );
          expect(groupAt(all, total)).toBeUndefined();
          expect(groupWindow(all, total, 5)).toEqual([]);
          return total > size;
        }),
      ),
    );
  });
});

describe('ids and names', () => {
  it('lead back to their group', () => {
    fc.assert(
      fc.property(
        places,
        fc.constantFrom('cf-eu10', 'cf.eu10-002.hana.ondemand.com'),
        reaching((all, landscape) => {
          for (const group of groupWindow(all, 0, 1_000)) {
            expect(parseGroupId(groupId(group.ref))).toEqual(group.ref);
            const named = parseDisplayName(landscape, displayName(landscape, group));
            expect(named).toMatchObject({ kind: group.ref.kind, role: group.ref.role });
            const { organization, space } = group.place;
            if (named?.kind === 'organization') expect(named.name).toBe(organization.name);
            if (named?.kind === 'space') {
              expect(named.candidates).toContainEqual({
                organization: organization.name,
                space: space?.name,
              });
            }
          }
          return all.organizations.length > 0;
        }),
      ),
    );
  });

  it('of anything else are none', () => {
    const guid = '0d6f3a44-0000-4000-8000-000000000001';
    const ids = [`${guid} organization_user`, `${guid} ${guid} space_developer`];
    const names = ['cf-eu10:dev:organization_manager', 'cf-eu10:dev:test:space_auditor'];
    const near = withMistakes(
      fc.constantFrom(...ids, ...names).map((text) => [...text]),
      fc.constantFrom('x', ' ', ':', '_', '-', '0'),
    ).map((characters) => characters.join(''));
    fc.assert(
      fc.property(
        fc.oneof({ weight: 5, arbitrary: near }, fc.string()),
        reaching((text) => {
          const ref = parseGroupId(text);
          if (ref !== undefined) expect(groupId(ref)).toBe(text);
          const named = parseDisplayName('cf-eu10', text);
          if (named?.kind === 'organization') expect(`cf-eu10:${named.name}:${named.role}`).toBe(text);
          if (named?.kind === 'space') {
            const spelled = named.candidates.map(
              ({ organization, space }) => `cf-eu10:${organization}:${space}:${named.role}`,
            );
            expect(new Set(spelled)).toEqual(new Set([text]));
          }
          return ref !== undefined || named !== undefined;
        }),
      ),
      { numRuns: 500 },
    );
    for (const text of [
      '',
      ' ',
      `${guid} organization_`,
      `${guid}  space_developer`,
      'cf-eu10::space_auditor',
      'cf-eu11:dev:organization_user',
    ]) {
      expect([text, parseGroupId(text), parseDisplayName('cf-eu10', text)]).toEqual([
        text,
        undefined,
        undefined,
      ]);
    }
  });
});
