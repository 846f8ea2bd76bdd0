/** Names that no schema knows: the spelling is that of the paths which the write transformation reads. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import { comparable, ownOf } from '../support/outcome.ts';
import { respelled, respelledNames } from '../support/schema-samples.ts';
import { type Stage, startStage } from '../support/stage.ts';
import type { Mapping, Transformation } from '../support/transformations.ts';

const ACME = 'urn:acme:params:scim:schemas:extension:Payroll:2.0:User';
const PAYROLL = `$['${ACME}']`;

/** Backends have these two in common. */
const RENAMED: readonly (readonly [client: string, backend: string])[] = [
  ['$.personal.firstName', '$.name.givenName'],
  [`${PAYROLL}['costPlace']['Number']`, '$.name.familyName'],
  ['$.LoginName', '$.userName'],
];
const ID: Readonly<Record<'read' | 'write', Mapping>> = {
  read: { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' },
  write: { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' },
};

function transformation(direction: 'read' | 'write'): Transformation {
  const renamed = RENAMED.map(([client, backend]): Mapping => {
    const [sourcePath, targetPath] = direction === 'read' ? [backend, client] : [client, backend];
    return { sourcePath, targetPath, optional: true };
  });
  const emails: Mapping = {
    sourcePath: '$.emails',
    targetPath: '$.emails',
    preserveArrayWithSingleElement: true,
    // Conditions see the names as they write them.
    ...(direction === 'write' ? { condition: `$.isStaff == true` } : {}),
  };
  return { user: { scimEntityEndpoint: 'Users', mappings: [ID[direction], ...renamed, emails] } };
}

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    const own = { read: transformation('read'), write: transformation('write') };
    stage = await startStage(kind, { users: 1, groups: 1 }, { own });
  });
  afterAll(() => stage.stop());

  function person(tag: string): JsonObject {
    return {
      LoginName: tag,
      isStaff: true,
      personal: { firstName: 'Ada' },
      emails: [{ value: `${tag}@example.com` }],
      [ACME]: { costPlace: { Number: 'Vale' } },
    };
  }
  async function seen(id: unknown, tag: string): Promise<JsonObject> {
    return comparable(ownOf(await stage.backend.entity(`Users/${id}`)), `Users/${id}`, tag);
  }

  it.each([1, 2, 3])('POST, PUT and PATCH mean the same in spelling %i', async (round) => {
    const client = stage.client('own');
    const results: JsonObject[][] = [];
    for (const tag of [`canonical-${round}`, `respelled-${round}`]) {
      const isCanonical = tag.startsWith('canonical');
      const spell = (name: string) => (isCanonical ? name : respelled(name, round));
      const named = (body: JsonObject) => (isCanonical ? body : respelledNames(body, round));
      const created = await client.post('/Users', named(person(tag)));
      expect(created.status, created.text).toBe(201);
      const { id } = created.body;
      const steps = [await seen(id, tag)];
      const changed = { ...person(tag), personal: { firstName: 'Bo' } };
      expect((await client.put(`/Users/${id}`, named(changed))).status).toBe(200);
      steps.push(await seen(id, tag));
      const operations = [
        { op: 'replace', path: `${spell('personal')}.${spell('firstName')}`, value: 'Cy' },
        { op: 'replace', path: `${spell(ACME)}:${spell('costPlace')}.${spell('Number')}`, value: 'Lane' },
        { op: 'add', value: named({ isStaff: true }) },
      ];
      const patched = await client.patch(`/Users/${id}`, operations);
      expect(patched.status, patched.text).toBe(200);
      steps.push(await seen(id, tag));
      results.push(steps);
    }
    const [canonical, other] = results;
    expect(other).toEqual(canonical);
    expect(canonical?.map(({ name }) => name)).toEqual([
      { givenName: 'Ada', familyName: 'Vale' },
      { givenName: 'Bo', familyName: 'Vale' },
      { givenName: 'Cy', familyName: 'Lane' },
    ]);
  });
});
