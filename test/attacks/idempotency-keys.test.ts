/** Attempts to get somebody else's answer, or to use up memory, by keys that make requests safe to repeat. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { KeptAnswers } from '../../src/server/idempotency/kept-answers.ts';
import { Seal } from '../../src/server/idempotency/seal.ts';
import { MemoryState } from '../../src/state/memory-state.ts';
import { type Backend, startBackend } from '../integration/support/backends.ts';
import { type Client, scimClient } from '../integration/support/client.ts';
import { type RunningProxy, runningProxy } from '../integration/support/proxy.ts';

const KEY = { 'idempotency-key': '"1"' };

describe('an Idempotency-Key that somebody guessed', () => {
  let backend: Backend;
  let proxy: RunningProxy;
  let owner: Client;
  let victim: JsonObject;

  beforeAll(async () => {
    backend = await startBackend('v2', { users: 1, groups: 1 });
    const { type, properties } = backend;
    proxy = await runningProxy({
      systems: [
        { id: 'one', type, properties },
        { id: 'two', type, properties },
      ],
      technicalUsers: [{ id: 'thief' }, { id: 'stranger', systems: ['two'] }],
    });
    owner = proxy.client('one');
    victim = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'victim',
      name: { familyName: 'Victim' },
      emails: [{ value: 'victim@example.com', primary: true }],
    };
    expect((await owner.post('/Users', victim, { headers: KEY })).status).toBe(201);
  });
  afterAll(async () => {
    await proxy.stop();
    await backend.close();
  });

  it.each([
    ['another technical user', 'one', 'thief', 409],
    ['a technical user of another system', 'one', 'stranger', 403],
    ['its own technical user on another system', 'two', 'demo-client', 409],
  ])('gives no answer to %s', async (_, system, user, status) => {
    const client = scimClient(proxy.client(system).url, `${user}:demo-secret`);
    const answer = await client.post('/Users', victim, { headers: KEY });
    expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([status, undefined]);
  });

  it('gives no answer to its own technical user for another body', async () => {
    const { status, text } = await owner.post('/Users', { ...victim, title: 'x' }, { headers: KEY });
    expect(status).toBe(422);
    expect(text).not.toContain('victim');
  });
});

it('keys without end take no more memory than there is for them', async () => {
  const state = new MemoryState();
  let size = 0;
  const sizes = new Map<string, number>();
  const [set, remove] = [state.set.bind(state), state.delete.bind(state)];
  state.set = async (key, value, options) => {
    size += value.length - (sizes.get(key) ?? 0);
    sizes.set(key, value.length);
    return await set(key, value, options);
  };
  state.delete = async (key) => {
    size -= sizes.get(key) ?? 0;
    sizes.delete(key);
    await remove(key);
  };
  const kept = new KeptAnswers(state);
  const answer = 'x'.repeat(200 * 1024);
  for (let number = 0; number < 300; number += 1) {
    const seal = new Seal({ user: 'u', system: 's', key: `key ${number}`, parts: [String(number)] });
    await kept.claim(seal, 1000);
    await kept.keep(seal, answer);
  }
  expect(size).toBeLessThan(33 * 1024 * 1024);
  expect(size).toBeGreaterThan(30 * 1024 * 1024);
});
