import { expect, it } from 'vitest';
import { startIdentityAuthentication } from '../../../../src/sandbox/identity-authentication-v2/index.ts';
import { CarryPlan } from '../../../../src/scim/carried/plan.ts';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import { callContext } from '../../support/context.ts';
import { connect } from '../support.ts';

const plan = new CarryPlan({
  members: [{ source: ['userName'], target: ['userName'], mandatory: false, unwraps: true }],
  read: new Set(['id', 'meta', 'groups']),
  excluded: [],
});

it('members are left out of a list, unless the connector has to look for the entities itself', async () => {
  const tenant = await startIdentityAuthentication({ users: 3 });
  const { clientId, clientSecret } = tenant.credentials;
  const { connector, users, groups } = connect(tenant.url, { User: clientId, Password: clientSecret });
  try {
    // Lists that the tenant may have cut are counted.
    expect(users.looksAt).toEqual(['id', 'meta', 'groups']);
    expect(groups.looksAt).toEqual(['id', 'meta', 'members']);
    const query = { startIndex: 1, count: 10, carry: plan };
    const { entities, carried } = await users.list(query, callContext());
    expect(entities).toHaveLength(3);
    expect(carried).toHaveLength(3);
    for (const entity of entities) {
      expect(Object.hasOwn(entity, 'userName')).toBe(false);
      expect(typeof entity['id']).toBe('string');
    }
    const { entities: all } = await users.list({ ...query, carry: undefined }, callContext());
    const [first = {}] = all as readonly { readonly emails?: readonly { readonly value: string }[] }[];
    const filter = parseFilter(`emails[0].value eq ${JSON.stringify(first.emails?.[0]?.value)}`);
    const found = await users.list({ ...query, filter }, callContext());
    expect(found.carried).toBeUndefined();
    expect(found.entities).toEqual(all.slice(0, 1));
  } finally {
    await connector.close();
    await tenant.close();
  }
});
