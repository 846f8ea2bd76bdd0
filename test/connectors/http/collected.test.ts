/** What is collected over many pages: all of it counts, and it ends before the memory does. */
import { describe, expect, it } from 'vitest';
import { Collected } from '../../../src/connectors/http/collected.ts';
import { SecretMask } from '../../../src/connectors/http/masking/secret-mask.ts';

const backend = {
  name: 'Fake Backend',
  systemId: 'here',
  origin: 'https://backend.example.com',
  mask: new SecretMask({ credentials: { user: 'user', password: 'password' }, headers: {} }),
  requiredRole: () => '',
  lockout: '',
  retryAfter: 60,
};

/** A role of Cloud Foundry as it comes. */
function role(index: number) {
  const data = (kind: string) => ({ data: { guid: `${kind}-${index}-c27b-4edc-8e5a-a3c1a5f4d1f3` } });
  const href = `https://api.cf.example.com/v3/roles/${index}`;
  return {
    guid: `role-${index}-c27b-4edc-8e5a-a3c1a5f4d1f3`,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    type: 'space_developer',
    relationships: { user: data('user'), organization: { data: null }, space: data('space') },
    links: { self: { href }, user: { href }, space: { href } },
  };
}

describe('what is collected', () => {
  it('has room for large landscapes and groups', () => {
    const roles = new Collected(backend, 'roles');
    for (let index = 0; index < 50_000; index += 1) roles.add(role(index));
    const members = new Collected(backend, 'members');
    for (let index = 0; index < 500_000; index += 1) members.add({ value: `P${index}`, display: 'Somebody' });
  });

  it.each([
    ['many small ones', () => ({ id: 'x' })],
    ['long texts', () => ['x'.repeat(100_000)]],
    ['long lists', () => Array.from({ length: 10_000 }, () => 1)],
    ['nothing but braces', () => ({ x: [{}, {}, [], []] })],
  ])('ends: %s', (_, value) => {
    const collected = new Collected(backend, 'rows');
    const one = value();
    expect(() => {
      for (let index = 0; index < 5_000_000; index += 1) collected.add(one);
    }).toThrow('Fake Backend (system here, https://backend.example.com) gives more rows, page after page');
  });
});
