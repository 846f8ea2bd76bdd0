/** Normalising changes how an operation is written, and never what it means. */

import { describe, expect, it } from 'vitest';
import { ScimError } from '../../../../src/scim/errors.ts';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { applyPatch, operationsForBackend, patchBody } from '../../../../src/scim/patch/index.ts';
import { fc, reaching } from '../../../support/property.ts';
import { deepFreeze } from '../../names/spelling.ts';
import { canonicalOperations, dialect, removal, resource, spoken } from './requests.ts';
import { CORE, ENTERPRISE, normalized, SAP, USER } from './support.ts';

const OPTIONS = { coreSchema: CORE, extensions: [ENTERPRISE, SAP] };

/** The resource after the operations, or how they are refused. */
function applied(entity: JsonObject, request: JsonObject): JsonValue {
  try {
    return applyPatch(entity, request, OPTIONS).resource;
  } catch (error) {
    if (error instanceof ScimError) return `${error.status} ${error.scimType}`;
    throw error;
  }
}

describe('a normalized request', () => {
  it('does what the request itself does, where that is in order', () => {
    fc.assert(
      fc.property(
        resource,
        canonicalOperations,
        reaching((entity, operations) => {
          const alone = applied(entity, { Operations: operations });
          const { steps, ...request } = normalized(USER, ...operations);
          expect(steps.length === 0 ? entity : applied(entity, patchBody({ ...request, steps }))).toEqual(
            alone,
          );
          return typeof alone !== 'string' && alone !== entity;
        }),
      ),
      { numRuns: 1_000 },
    );
  });

  it('is normal: doing it again changes nothing', () => {
    fc.assert(
      fc.property(
        canonicalOperations,
        dialect,
        reaching((operations, form) => {
          const given = deepFreeze(operations.map((operation) => spoken(operation, form)));
          const once = patchBody(normalized(USER, ...given));
          if ((once['Operations'] as JsonValue[]).length === 0) return false;
          const twice = patchBody(normalized(USER, ...(once['Operations'] as JsonValue[])));
          expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
          return JSON.stringify(given) !== JSON.stringify(once['Operations']);
        }),
      ),
      { numRuns: 1_000 },
    );
  });

  it('is the same, however a client writes it', () => {
    fc.assert(
      fc.property(
        canonicalOperations,
        dialect,
        reaching((operations, form) => {
          const written = operations.map((operation) => spoken(operation, form));
          expect(normalized(USER, ...written).steps.map(({ operation }) => operation)).toEqual(
            normalized(USER, ...operations).steps.map(({ operation }) => operation),
          );
          return JSON.stringify(written) !== JSON.stringify(operations);
        }),
      ),
      { numRuns: 1_000 },
    );
  });

  it('makes of a backend’s own entity what the emulation makes of it, operation by operation', async () => {
    const one = fc.oneof(
      { weight: 6, arbitrary: canonicalOperations.map(([first]) => first as JsonObject) },
      { weight: 1, arbitrary: removal },
    );
    await fc.assert(
      fc.asyncProperty(
        resource,
        one,
        reaching(async (entity, operation) => {
          const patch = normalized(USER, operation);
          const emulated = patch.steps.length === 0 ? entity : applied(entity, patchBody(patch));
          const read = async () => ({ entity, meta: undefined });
          const sent = await operationsForBackend(patch.steps, read, CORE).catch(
            (error: ScimError) => `${error.status} ${error.scimType}`,
          );
          const native =
            typeof sent === 'string'
              ? sent
              : sent.length === 0
                ? entity
                : applied(entity, { Operations: sent });
          expect(native).toEqual(emulated);
          return typeof emulated !== 'string' && emulated !== entity;
        }),
      ),
      { numRuns: 1_000 },
    );
  });
});
