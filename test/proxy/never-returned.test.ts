/** A password, and what else is `writeOnly`, goes to the backend and comes back in nothing (RFC 7643 §7). */
import { describe, expect, it } from 'vitest';
import type { ProxyResponse } from '../../src/proxy/types.ts';
import { memoryBackend, userSystem } from './support/backend.ts';

const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const SECRET = 'Kanarie-4711';
const ada = {
  id: 'a',
  userName: 'ada',
  active: true,
  password: SECRET,
  PASSWORD: SECRET,
  [SAP]: { sendMail: true, status: 'active' },
  'urn:acme:Person': { Password: SECRET },
};
const SHOWN = { id: 'a', userName: 'ada', [SAP]: { status: 'active' } };

function nowhere(answer: ProxyResponse) {
  const said = JSON.stringify(answer);
  expect(said).not.toMatch(/Kanarie|password|sendMail|urn:acme/i);
  return answer;
}

describe('a backend that gives it', () => {
  it('is shown without it, however it is asked', async () => {
    const { users, context } = userSystem({ backend: memoryBackend([ada]) });
    expect(nowhere(await users.get('a', {}, {}, context)).body).toMatchObject(SHOWN);
    expect(nowhere(await users.list({}, context)).body).toMatchObject({ Resources: [SHOWN] });
    const filtered = await users.list({ filter: 'userName eq "ada"' }, context);
    expect(nowhere(filtered).body).toMatchObject({ Resources: [SHOWN] });
    for (const attributes of ['password', `${SAP}:sendMail`, 'urn:acme:Person', 'userName,PassWord']) {
      nowhere(await users.get('a', { attributes }, {}, context));
    }
    nowhere(await users.get('a', { excludedAttributes: 'userName' }, {}, context));
  });

  it('answers writes without it', async () => {
    for (const answersWrites of [true, false]) {
      const backend = memoryBackend([ada]);
      backend.answersWrites = answersWrites;
      const { users, context, log } = userSystem({ backend });
      const sent = { userName: 'bo', password: SECRET, [SAP]: { sendMail: true } };
      const created = await users.create(sent, {}, context);
      expect(nowhere(created)).toMatchObject({ status: 201, body: { userName: 'bo' }, warnings: [] });
      expect(backend.asked.at(-1)?.body).toMatchObject(sent);
      const replaced = await users.replace('a', sent, {}, {}, context);
      expect(nowhere(replaced)).toMatchObject({ status: 200, warnings: [] });
      const patch = { Operations: [{ op: 'replace', path: 'PassWord', value: `${SECRET}-2` }] };
      expect(nowhere(await users.patch('a', patch, {}, {}, context))).toMatchObject({
        status: 200,
        warnings: [],
      });
      expect(backend.asked.findLast(({ operation }) => operation === 'replace')?.body).toMatchObject({
        password: `${SECRET}-2`,
      });
      expect(JSON.stringify(log)).not.toContain('Kanarie');
    }
  });

  it('keeps it where a full update does not name it: nothing of it is sent back', async () => {
    const backend = {
      ...memoryBackend([ada]),
      carryOver: { scope: 'everything', never: new Set(['id', 'password']) },
    } as const;
    const { users, context } = userSystem({ backend });
    await users.replace('a', { userName: 'ada', displayName: 'Ada' }, {}, {}, context);
    expect(backend.asked.at(-1)?.body).not.toHaveProperty('password');
  });
});

describe('nobody can look for it', () => {
  const { users, context } = userSystem({ backend: memoryBackend([ada]) });

  it.each([
    'password pr',
    `not (password eq "${SECRET}")`,
    `emails[password eq "${SECRET}"]`,
    `${SAP}:sendMail eq true`,
  ])('by the filter %s', async (filter) => {
    const backend = memoryBackend([ada]);
    const system = userSystem({ backend });
    await expect(system.users.list({ filter }, system.context)).rejects.toEqual(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidFilter',
        message: expect.not.stringContaining(SECRET),
      }),
    );
    expect(backend.asked).toEqual([]);
  });

  it('by sortBy', async () => {
    await expect(users.list({ sortBy: 'password' }, context)).rejects.toMatchObject({
      status: 400,
      scimType: 'invalidFilter',
    });
    expect((await users.list({ sortBy: 'userName' }, context)).status).toBe(200);
  });

  it.each([
    `password[value eq "${SECRET}"]`,
    `PASSWORD[value eq "${SECRET}"].value`,
    `password eq "${SECRET}"`,
    `password="${SECRET}"`,
    'password.value',
    `emails[password eq "${SECRET}"]`,
    `urn:ietf:params:scim:schemas:core:2.0:User:password[value eq "${SECRET}"]`,
    `${SAP}:sendMail[value eq "${SECRET}"]`,
  ])('by the path %s', async (path) => {
    for (const op of ['replace', 'remove']) {
      const backend = memoryBackend([ada]);
      const system = userSystem({ backend });
      const body = { Operations: [{ op, path, ...(op === 'remove' ? {} : { value: 'x' }) }] };
      const refused = system.users.patch('a', body, {}, {}, system.context);
      await expect(refused).rejects.toMatchObject({ status: 400, scimType: 'invalidPath' });
      await expect(refused).rejects.not.toThrow('Kanarie');
      expect(backend.asked).toEqual([]);
    }
  });
});

it('is not said to be taken away by a PATCH that is sent as a full update, which would keep it', async () => {
  const backend = memoryBackend([ada]);
  const { users, context } = userSystem({ backend });
  for (const operation of [
    { op: 'remove', path: 'password' },
    { op: 'replace', path: 'password', value: null },
    { op: 'remove', path: `${SAP}:sendMail` },
  ]) {
    const body = { Operations: [{ op: 'replace', path: 'displayName', value: 'A' }, operation] };
    await expect(users.patch('a', body, {}, {}, context)).rejects.toEqual(
      expect.objectContaining({
        status: 400,
        scimType: 'mutability',
        message: expect.stringMatching(/^Operations\[1\]: .* can be replaced but not taken away/),
      }),
    );
  }
  expect(backend.asked).toEqual([]);
});
