/** Says whether an audit log is as the proxy wrote it. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Finding, type Verification, verifyFiles } from '../../audit/verify/verify.ts';
import { IpsProxyError } from '../../errors.ts';
import type { JsonOption } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

export interface VerifyOptions extends JsonOption {
  readonly publicKey?: readonly string[];
}

/** A file that `audit verify` needs cannot be read. */
class UnreadableFile extends IpsProxyError {
  constructor(file: string, why: string, cause?: unknown) {
    super('AUDIT_UNREADABLE', `${file} cannot be read: ${why}.`, { cause });
  }
}

/** @throws UnreadableFile */
export async function verify(
  files: readonly string[],
  { publicKey = [], json }: VerifyOptions,
): Promise<number> {
  const keys = await Promise.all(publicKey.map(readPublicKey));
  const result = await verifyFiles(files, keys).catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableFile(error.path ?? 'A file', error.code ?? error.message, error);
  });
  const ok = result.problems.length === 0;
  process.stdout.write(json ? `${JSON.stringify({ ok, ...result })}\n` : text(result, keys.length > 0));
  return ok ? EXIT.ok : EXIT.failure;
}

async function readPublicKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableFile(file, error.code ?? error.message, error);
  });
  // From a private key Node.js would make the public one; a private key has no business where logs are looked at.
  const key = /PRIVATE KEY/.test(pem) ? undefined : parsed(pem);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new UnreadableFile(
    file,
    'it is no public key of the kind Ed25519 in PEM form; "openssl pkey -pubout" makes it of the private one',
  );
}

function parsed(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

function text(result: Verification, hasKey: boolean): string {
  const { problems, notes, lines, signatures, first, last } = result;
  const rows = [
    ...problems.map((finding) => `${placeOf(finding)}: changed: ${finding.message}`),
    ...notes.map((finding) => `${placeOf(finding)}: note: ${finding.message}`),
  ];
  if (first !== undefined && last !== undefined) {
    rows.push(
      `Lines ${first.seq} to ${last.seq}, ${first.time} to ${last.time}, ${lines} read${hasKey ? `, ${signatures} ${signatures === 1 ? 'signature is' : 'signatures are'} right` : ''}.`,
      `The last one has the hash ${last.hash}.`,
    );
  }
  rows.push(
    problems.length === 0
      ? 'Every line is as it was written.'
      : problems.length === 1
        ? 'One place is not as the proxy wrote it.'
        : `${problems.length} places are not as the proxy wrote them.`,
  );
  return `${rows.join('\n')}\n`;
}

function placeOf({ file, line }: Finding): string {
  return line === undefined ? file : `${file}:${line}`;
}
