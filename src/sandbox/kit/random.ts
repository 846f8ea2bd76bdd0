/**
 * Random-looking values that are the same every time: seed data and ids have to be reproducible. Not for secrets.
 */

/** The next number, from 0 up to but not including 1. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, quick, and good enough for test data. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A seed for the `index`th thing of a kind: neighbours get unrelated sequences. */
export function mixSeed(seed: number, index: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x27d4eb2f);
  return mixed ^ (mixed >>> 15);
}

/** A whole number from 0 up to but not including `below`. */
export function randomInteger(random: Random, below: number): number {
  return Math.floor(random() * below);
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[randomInteger(random, choices.length)];
  if (choice === undefined) throw new RangeError('Nothing to pick from.');
  return choice;
}

/** `length` lower-case hexadecimal digits. */
export function randomHex(random: Random, length: number): string {
  let digits = '';
  while (digits.length < length) {
    digits += Math.floor(random() * 4_294_967_296)
      .toString(16)
      .padStart(8, '0');
  }
  return digits.slice(0, length);
}

/** Shaped like a version 4 UUID (RFC 9562 §5.4). */
export function randomUuid(random: Random): string {
  const hex = randomHex(random, 31);
  const variant = '89ab'.charAt(randomInteger(random, 4));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
}
