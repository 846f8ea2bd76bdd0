import { describe, expect, it } from 'vitest';
import { type Answer, loginAs, SCHEMA, startSession } from './helpers.ts';

describe('users without scim.write', () => {
  const USER = {
    schemas: [SCHEMA],
    userName: 'ada',
    origin: 'uaa',
    password: 'Secret-1',
    name: { givenName: 'Ada', familyName: 'Ames' },
    emails: [{ value: 'ada@acme.example' }],
  };

  async function oneself(origin: string): Promise<(method: string, body: object) => Promise<Answer>> {
    const { cf, send: sendAsAdmin } = await startSession();
    const { id } = (await sendAsAdmin('POST', '/Users', { ...USER, origin })).json;
    cf.addAccount(origin, USER.userName, USER.password);
    const send = await loginAs(cf, { username: USER.userName, password: USER.password, origin });
    return (method, body) => send(method, `/Users/${id}`, body, { 'if-match': '*' });
  }

  it('change their names where the UAA keeps them', async () => {
    const send = await oneself('uaa');
    const name = { givenName: 'Augusta', familyName: 'King' };
    expect((await send('PATCH', { name })).json).toMatchObject({ name });
    expect((await send('PUT', { ...USER, origin: undefined, externalId: '', name: {} })).json).toMatchObject({
      name: {},
    });
  });

  it.each<[string, object]>([
    ['PUT', { ...USER, emails: [{ value: 'king@acme.example' }] }],
    ['PUT', { ...USER, userName: 'Ada' }],
    ['PUT', { ...USER, origin: 'acme-platform' }],
    ['PUT', { ...USER, salt: 'pepper' }],
    ['PUT', { ...USER, externalId: 'P1' }],
    ['PUT', { ...USER, phoneNumbers: [{ value: '1' }] }],
    ['PUT', { ...USER, active: false }],
    ['PUT', { ...USER, verified: false }],
    ['PATCH', { emails: [{ value: 'king@acme.example', primary: true }] }],
    ['PATCH', { active: false }],
  ])('change nothing else of themselves: %s %j', async (method, body) => {
    const { status, json } = await (await oneself('uaa'))(method, body);
    expect([status, json.error]).toEqual([403, 'invalid_self_edit']);
    expect(json.error_description).toMatch(/^Users are only allowed to edit their own User settings when /);
  });

  it('change nothing where another provider keeps them', async () => {
    const send = await oneself('acme-platform');
    expect((await send('PATCH', {})).json.error).toBe('invalid_self_edit');
  });
});
