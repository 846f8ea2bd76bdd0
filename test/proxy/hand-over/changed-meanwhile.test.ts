import { describe, expect, it } from 'vitest';
import { ScimError } from '../../../src/scim/errors.ts';
import {
  ADA,
  CLIENT_ID,
  EVERYTHING,
  operationsOf,
  RENAME,
  recordingBackend,
  refusalOf,
  SAID,
  systemOf,
} from '../support/hand-over.ts';

describe('a version that is another', () => {
  it.each(['replace', 'patch', 'delete'] as const)(
    'is told before the backend hears of %s',
    async (operation) => {
      for (const patch of ['native', 'none'] as const) {
        const backend = recordingBackend([ADA], { capabilities: { patch }, about: { version: '4' } });
        const { resource, context } = systemOf({ backend });
        const stale = { ifMatch: '"3"' };
        const work =
          operation === 'delete'
            ? resource.delete(CLIENT_ID, stale, context)
            : resource[operation](CLIENT_ID, operation === 'patch' ? RENAME : SAID, {}, stale, context);
        expect(await refusalOf(work)).toContain(
          '412 undefined User OUXTCIGDUQ of system s-1 was changed meanwhile',
        );
        expect(operationsOf(backend)).toEqual(['get']);
      }
    },
  );
});

describe('a change of what was read, changed meanwhile', () => {
  const changed = () => new ScimError(412, 'changed');
  const attempts = [
    ['replace', SAID],
    ['patch', RENAME],
  ] as const;

  it.each(attempts)('is read, computed and written again: %s', async (operation, body) => {
    const backend = recordingBackend([ADA], { carryOver: EVERYTHING });
    backend.failures.set('replace', [changed(), changed()]);
    const { resource, context } = systemOf({ backend });
    expect((await resource[operation](CLIENT_ID, body, {}, {}, context)).status).toBe(200);
    expect(operationsOf(backend)).toEqual(['get', 'replace', 'get', 'replace', 'get', 'replace']);
  });

  it('is deleted again where nobody named a version', async () => {
    const backend = recordingBackend([ADA]);
    backend.failures.set('delete', [changed(), changed()]);
    const { resource, context } = systemOf({ backend });
    expect((await resource.delete(CLIENT_ID, {}, context)).status).toBe(204);
    expect(operationsOf(backend)).toEqual(['delete', 'delete', 'delete']);
    backend.failures.set('delete', [changed(), new ScimError(404, 'gone')]);
    expect(await refusalOf(resource.delete(CLIENT_ID, { ifMatch: '*' }, context))).toBe('404 undefined gone');
    backend.failures.set('delete', [changed()]);
    expect(await refusalOf(resource.delete(CLIENT_ID, { ifMatch: '"3"' }, context))).toBe(
      '412 undefined changed',
    );
  });

  it.each(attempts)(
    'is not tried again for who names a version, nor for another refusal: %s',
    async (operation, body) => {
      const backend = recordingBackend([ADA], { carryOver: EVERYTHING });
      backend.failures.set('replace', [changed(), new ScimError(409, 'conflict')]);
      const { resource, context } = systemOf({ backend });
      expect(await refusalOf(resource[operation](CLIENT_ID, body, {}, { ifMatch: '"3"' }, context))).toBe(
        '412 undefined changed',
      );
      expect(await refusalOf(resource[operation](CLIENT_ID, body, {}, {}, context))).toBe(
        '409 undefined conflict',
      );
      expect(operationsOf(backend)).toEqual(['get', 'replace', 'get', 'replace']);
    },
  );
});
