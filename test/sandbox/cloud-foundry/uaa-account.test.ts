import { describe, expect, it } from 'vitest';
import { type Answer, login, loginAs, type Session, startSession } from './helpers.ts';

const ADA = { username: 'ada', password: 'Secret-1' };

async function scene(): Promise<Session & { id: string }> {
  const session = await startSession();
  const id = session.cf.addUser({ userName: ADA.username, origin: 'uaa' });
  session.cf.addAccount('uaa', ADA.username, ADA.password);
  return { ...session, id };
}

function outcome({ status, json }: Answer): unknown[] {
  return [status, json.error, json.message];
}

describe('the status of a user', () => {
  it('is for those that the UAA keeps itself', async () => {
    const { cf, send } = await scene();
    const foreigner = `/Users/${cf.provisioningUser.guid}/status`;
    expect(outcome(await send('PATCH', foreigner, { locked: false }))).toEqual([
      400,
      'scim',
      'Can only manage users from the internal user store.',
    ]);
    expect((await send('PATCH', '/Users/nosuch/status', { locked: false })).status).toBe(404);
    expect((await send('PATCH', '/Users/nosuch/status', 'null')).json.message).toMatch(
      /^Required request body is missing: public org\.cloudfoundry\.identity\.uaa\.account\.UserAccountStatus /,
    );
  });

  it('unlocks, and makes a password due', async () => {
    const { cf, send, id } = await scene();
    cf.settings.lockoutFailures = 1;
    await login(cf, { ...ADA, password: 'wrong' });
    expect((await login(cf, ADA)).status).toBe(401);
    expect((await send('PATCH', `/Users/${id}/status`, { locked: false })).json).toEqual({ locked: false });
    expect((await login(cf, ADA)).status).toBe(200);
    expect((await send('PATCH', `/Users/${id}/status`, { passwordChangeRequired: true })).json).toEqual({
      passwordChangeRequired: true,
    });
    expect((await login(cf, ADA)).json.error_description).toBe('password change required');
  });

  it.each([{ locked: true }, { passwordChangeRequired: false }])('cannot be %j', async (status) => {
    const { send, id } = await scene();
    expect(outcome(await send('PATCH', `/Users/${id}/status`, status)).slice(0, 2)).toEqual([400, 'scim']);
  });
});

describe('the password of a user', () => {
  const change = { password: 'Secret-2', oldPassword: ADA.password };

  it('is changed by nobody else', async () => {
    const { send, id } = await scene();
    expect(outcome(await send('PUT', `/Users/${id}/password`, change))).toEqual([
      400,
      'invalid_password',
      "Not permitted to change another user's password",
    ]);
  });

  it('is changed by whoever knows the old one, and the tokens of before are void', async () => {
    const { cf, id } = await scene();
    const send = await loginAs(cf, ADA);
    const path = `/Users/${id}/password`;
    expect((await send('PUT', path, { ...change, oldPassword: '' })).json.message).toBe(
      'Previous password is required',
    );
    expect(await send('PUT', path, { ...change, oldPassword: 'wrong' })).toMatchObject({
      status: 401,
      json: { error: 'unauthorized', error_description: 'Old password is incorrect' },
    });
    expect((await send('PUT', path, { ...change, password: ADA.password })).status).toBe(422);
    expect((await send('PUT', path, '{')).headers.get('content-type')).toBe('text/html;charset=UTF-8');
    expect((await send('PUT', path, change)).json).toEqual({ status: 'ok', message: 'password updated' });
    expect((await send('GET', `/Users/${id}`)).json.error_description).toBe('revocable signature mismatch');
    expect((await login(cf, { ...ADA, password: 'Secret-2' })).status).toBe(200);
  });
});
