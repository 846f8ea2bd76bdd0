/**
 * Salted slow hashes of secrets, in the PHC string format of scrypt: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`
 * (RFC 7914; `ln` is the base-2 logarithm of N; salt and hash in base64 without padding).
 */
import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Uint8Array, number, object, Buffer>(scrypt);

export interface ScryptParameters {
  /** N = 2^ln, the cost in time and memory. */
  readonly ln: number;
  /** Block size; memory is 128 · N · r bytes. */
  readonly r: number;
  /** Parallelization, the cost in time only. */
  readonly p: number;
}

/** What a secret is compared with; the parameters are the cost of a check. */
export interface SecretHash extends ScryptParameters {
  /** `digest`: of a secret in clear, see {@link digestSecret}. */
  readonly kind: 'scrypt' | 'digest';
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** 32 MB and about a fifth of a second, one of the settings that OWASP's password storage cheat sheet names. */
export const DEFAULT_PARAMETERS: ScryptParameters = Object.freeze({ ln: 15, r: 8, p: 3 });

const HASH_LENGTH = 32;
const SALT_LENGTH = 16;
const LEAST_MEMORY = 16 * 2 ** 20;
const MOST_MEMORY = 128 * 2 ** 20;
const MOST_WORK = 512 * 2 ** 20;

const FORMAT =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** Whether `text` is meant to be a hash rather than a secret. */
export function looksLikeHash(text: string): boolean {
  return text.startsWith('$scrypt$');
}

/** @returns the hash, or `undefined` where `text` is none or asks for too little or too much work */
export function parseSecretHash(text: string): SecretHash | undefined {
  const [, ln, r, p, salt, hash] = FORMAT.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const parameters = { ln: Number(ln), r: Number(r), p: Number(p) };
  const memory = 128 * 2 ** parameters.ln * parameters.r;
  if (memory < LEAST_MEMORY || memory > MOST_MEMORY) return undefined;
  if (parameters.p < 1 || memory * parameters.p > MOST_WORK) return undefined;
  return {
    ...parameters,
    kind: 'scrypt',
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** Different for different secrets. Only what is of kind `scrypt` can be parsed, and means something to other processes. */
export function formatSecretHash({ kind, ln, r, p, salt, hash }: SecretHash): string {
  return `$${kind}$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

export async function hashSecret(
  secret: string,
  parameters: ScryptParameters = DEFAULT_PARAMETERS,
): Promise<SecretHash> {
  const salt = randomBytes(SALT_LENGTH);
  return { ...parameters, kind: 'scrypt', salt, hash: await run(secret, salt, HASH_LENGTH, parameters) };
}

/**
 * Of a secret that the environment or a file of this machine has in clear: a slow hash of it would guard nothing, and each
 * would make the start a fifth of a second longer. Guesses are as slow as with a hash. The same in every process, so that
 * tokens know the secret that they were issued for after a restart, and at other instances; it is written nowhere.
 *
 * @param id of the technical user: the same secret of another one has another digest
 */
export function digestSecret(secret: string, id: string): SecretHash {
  const salt = createHash('sha256')
    .update(`ipsproxy: technical user ${id.normalize('NFC')}`)
    .digest();
  return { ...DEFAULT_PARAMETERS, kind: 'digest', salt, hash: digest(secret, salt) };
}

/** Compares in constant time; the slow hash is always computed. */
export async function verifySecret(secret: string, expected: SecretHash): Promise<boolean> {
  const slow = await run(secret, expected.salt, expected.hash.length, expected);
  return timingSafeEqual(expected.kind === 'digest' ? digest(secret, expected.salt) : slow, expected.hash);
}

/** A hash that no secret matches, as expensive as the others. */
export function unmatchableHash({ ln, r, p }: ScryptParameters = DEFAULT_PARAMETERS): SecretHash {
  return { ln, r, p, kind: 'scrypt', salt: randomBytes(SALT_LENGTH), hash: randomBytes(HASH_LENGTH) };
}

/** 32 bytes. */
function digest(secret: string, salt: Buffer): Buffer {
  return createHmac('sha256', salt).update(normalized(secret)).digest();
}

function run(secret: string, salt: Buffer, length: number, { ln, r, p }: ScryptParameters): Promise<Buffer> {
  const N = 2 ** ln;
  return derive(normalized(secret), salt, length, { N, r, p, maxmem: 128 * N * r + 2 ** 20 * p });
}

/** RFC 7617 §2.1: user-pass in Unicode Normalization Form C, so that both sides mean the same bytes. */
function normalized(secret: string): string {
  return secret.normalize('NFC');
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
