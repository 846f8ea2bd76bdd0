/** The enterprise extension. */
import { describe, expect, it } from 'vitest';
import { createdUser, demoFace, ENTERPRISE, expectStatus, path, userOf, warningsOf } from './support/face.ts';
import { carrying, SYSTEMS } from './support/systems.ts';

const face = demoFace();
const EXTENSION = {
  employeeNumber: '701984',
  costCenter: '4130',
  organization: 'Universal Studios',
  division: 'Theme Park',
  department: 'Tour Operations',
};

describe.each(carrying('enterprise'))('RFC 7643 section 4.3, the enterprise user: $name', (system) => {
  it('comes back as it was sent', async () => {
    const client = face(system);
    const user = await createdUser(client, { [ENTERPRISE]: EXTENSION });
    expect(user[ENTERPRISE]).toEqual(EXTENSION);
    expect((await client.get(path('Users', user))).body[ENTERPRISE]).toEqual(EXTENSION);
  });

  it('has a manager, whose value is the id of a user', async () => {
    const client = face(system);
    const { id } = await createdUser(client);
    const user = await createdUser(client, { [ENTERPRISE]: { manager: { value: String(id) } } });
    expect(user[ENTERPRISE]).toMatchObject({ manager: { value: id } });
  });

  it('is changed by a PATCH whose path has its URN', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client, { [ENTERPRISE]: EXTENSION }));
    const operation = { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Sales' };
    expectStatus(await client.patch(where, [operation]), 200);
    expect((await client.get(where)).body[ENTERPRISE]).toEqual({ ...EXTENSION, department: 'Sales' });
  });
});

describe.each(SYSTEMS.filter(({ users }) => !users.carries.includes('enterprise')))(
  'RFC 7643 section 4.3, a system without it: $name',
  (system) => {
    it('tells the client that it is not stored', async () => {
      const answer = await face(system).post('/Users', userOf({ [ENTERPRISE]: EXTENSION }));
      expectStatus(answer, 201);
      expect(warningsOf(answer).join()).toMatch(/not stored: .*department/);
    });
  },
);
