import { describe, expect, it } from 'vitest';
import { memoryBackend, userSystem } from './support/backend.ts';

const PATCH = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'displayName', value: 'New' }],
};

describe('an emulated PATCH', () => {
  it('reads and replaces through the connection that keeps others out', async () => {
    const backend = memoryBackend([{ id: '1', displayName: 'Old' }]);
    const steps: string[] = [];
    backend.exclusively = async (id, _context, work) => {
      steps.push(`in ${id}`);
      const result = await work({
        get: (...call) => {
          steps.push('get');
          return backend.get(...call);
        },
        replace: (...call) => {
          steps.push('replace');
          return backend.replace(...call);
        },
      });
      steps.push('out');
      return result;
    };
    const { users, context } = userSystem({ backend });
    const answer = await users.patch('1', PATCH, {}, {}, context);
    expect(answer).toMatchObject({ status: 200, body: { displayName: 'New' } });
    expect(steps).toEqual(['in 1', 'get', 'replace', 'out']);
    expect(backend.asked.map(({ operation }) => operation)).toEqual(['get', 'replace']);
  });
});
