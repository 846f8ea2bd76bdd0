import { describe, expect, it } from 'vitest';
import { ScimError } from '../../../src/scim/errors.ts';
import { idempotencyKeyOf } from '../../../src/server/idempotency/key.ts';
import { fc } from '../../support/property.ts';

const keyIn = (header: string | undefined) => idempotencyKeyOf({ 'idempotency-key': header });
/** RFC 8941 §4.1.6. */
const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

describe('the header', () => {
  it('may be missing', () => {
    expect(keyIn(undefined)).toBeUndefined();
  });

  it('gives every text of printable ASCII characters as it was', () => {
    const text = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 255,
    });
    fc.assert(fc.property(text, (key) => void expect(keyIn(quoted(key))).toBe(key)));
  });

  it('gives a key or 400, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (header) => {
        try {
          expect(keyIn(header)).toMatch(/^[ -~]{1,255}$/);
        } catch (error) {
          if (!(error instanceof ScimError)) throw error;
          expect(error.status).toBe(400);
        }
      }),
    );
  });

  it('is bounded without its quotes and escapes', () => {
    expect(keyIn(quoted('"'.repeat(255)))).toHaveLength(255);
    expect(() => keyIn(quoted('"'.repeat(256)))).toThrow(ScimError);
    expect(() => keyIn('k'.repeat(256))).toThrow(ScimError);
  });
});
