import { describe, expect, it } from 'vitest';
import { Witness } from '../../../src/proxy/lost-create/witness.ts';

/** Calls one after the other. @param ends the status of each attempt that was sent, or nothing where none came */
function doubtAfter(...ends: readonly (number | undefined)[]): boolean {
  const witness = new Witness(undefined);
  for (const status of ends) {
    const attempts = witness.call(true);
    attempts.sent();
    if (status !== undefined) attempts.answered(status);
  }
  return witness.isInDoubt;
}

describe('a create', () => {
  it.each([
    ['no answer', [undefined]],
    ['500, which a backend may say behind what it did', [500]],
    ['504 of a gateway', [504]],
    ['success that nobody could read', [201]],
    ['no answer, and a refusal of the next attempt', [undefined, 409]],
  ])('may have been done after %s', (_, ends) => {
    expect(doubtAfter(...ends)).toBe(true);
  });

  it.each([
    ['it was refused', [409]],
    ['it was sent elsewhere', [307]],
    ['all attempts were refused', [429, 401]],
  ])('was not done where %s', (_, ends) => {
    expect(doubtAfter(...ends)).toBe(false);
  });

  it('was not done where nothing of it went out, whatever was read', () => {
    const witness = new Witness(undefined);
    witness.call(true);
    const read = witness.call(false);
    read.sent();
    read.answered(500);
    expect(witness.isInDoubt).toBe(false);
  });
});
