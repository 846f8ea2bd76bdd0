/** A database of the UAA that fails, as clients hear of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../support/stage.ts';

let stage: Stage;
let id: string;
beforeAll(async () => {
  stage = await startStage('cf', { users: 5, groups: 0 }, { cf: {} });
  const { body } = await stage.client('cf').get('/Users?count=1');
  id = String((body['Resources'] as { id: string }[])[0]?.id);
});
beforeEach(() => stage.forget());
afterAll(() => stage.stop());

const NEW = { userName: 'new@db.example', emails: [{ value: 'new@db.example', primary: true }] };
const send = {
  create: () => stage.client('cf').post('/Users', NEW),
  list: () => stage.client('cf').get('/Users'),
  get: () => stage.client('cf').get(`/Users/${id}`),
};
const INTERNALS = /SQL|Callback|JDBC|Exception|java|insert into|varying|constraint|duplicate key/;

const fault = (method: string, status: number, message: string) =>
  stage.backend.control.fault({ method, path: '/Users', count: 1, status, body: { error: 'scim', message } });

describe('a database', () => {
  const away =
    'Could not get JDBC Connection; nested exception is java.net.ConnectException: Connection refused';
  it.each([
    ['list', 422],
    ['get', 422],
    ['create', 422],
    ['list', 400],
    ['create', 500],
  ] as const)('that is away is 503 with Retry-After: %s answered with %d', async (operation, status) => {
    await fault(operation === 'create' ? 'POST' : 'GET', status, away);
    const { status: told, headers, body, text } = await send[operation]();
    expect([told, headers['retry-after']], text).toEqual([503, '30']);
    expect(body['scimType']).toBeUndefined();
    expect(text).not.toMatch(INTERNALS);
  });

  it('that takes no text so long is 400 invalidValue', async () => {
    const sql = 'PreparedStatementCallback; SQL [insert into users (...)]; ERROR: value too long for type';
    await fault('POST', 400, `${sql} character varying(255)`);
    const body = { ...NEW, name: { givenName: 'g'.repeat(300), familyName: 'é'.repeat(255) } };
    const answer = await stage.client('cf').post('/Users', body);
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(answer.body['detail']).toContain(
      'Longer than 255 characters: name.givenName. Shorten it where it comes from, or in the write transformation.',
    );
    expect(answer.text).not.toMatch(INTERNALS);
  });

  it('that finds bad SQL is 502', async () => {
    await fault('GET', 400, 'PreparedStatementCallback; bad SQL grammar [select x from users]');
    const answer = await send.list();
    expect(answer.status).toBe(502);
    expect(answer.text).not.toMatch(INTERNALS);
  });

  it('that cannot store a value is 400 invalidValue', async () => {
    const message =
      'PreparedStatementCallback; SQL [insert into users]; ERROR: invalid byte sequence for encoding "UTF8": 0x00';
    await fault('POST', 400, message);
    const answer = await send.create();
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(answer.text).not.toMatch(INTERNALS);
  });

  it('that refuses a duplicate is 409 uniqueness, and says whose name it is where somebody has it', async () => {
    const message = 'PreparedStatementCallback; ERROR: duplicate key value violates unique constraint';
    const create = () => stage.client('cf').post('/Users', { ...NEW, userName: 'twice@db.example' });
    await fault('POST', 400, message);
    const nobody = await create();
    expect(nobody).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    expect(nobody.body['detail']).toContain('Now no user of this origin has this userName');
    expect(nobody.text).not.toMatch(INTERNALS);

    const made = await create();
    expect(made.status).toBe(201);
    await fault('POST', 400, message);
    const somebody = await create();
    expect(somebody.status).toBe(409);
    expect(somebody.body['detail']).toContain(`It is the user with the id ${made.body['id']}.`);
  });
});
