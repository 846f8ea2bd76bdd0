/** Where the audit log goes, and the key that signs it. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { AuditEntry } from './audit-schema.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import { type ReferenceContext, resolveReference } from './references.ts';
import { whyUnresolved } from './resolved.ts';
import type { Source } from './source/source.ts';

export interface AuditSettings {
  /** Absolute path; absent: standard output. */
  readonly file: string | undefined;
  readonly chain: boolean;
  /** Ed25519. */
  readonly key: KeyObject | undefined;
}

/** @throws ConfigurationError: an audit log in part would be taken for one */
export async function loadAudit(
  audit: AuditEntry,
  source: Source,
  options: Omit<ReferenceContext, 'folder'>,
): Promise<AuditSettings> {
  const folder = dirname(source.file);
  const refuse = (key: string, message: string): never => {
    const problem: Problem = {
      severity: 'error',
      file: source.file,
      message: `audit.${key} ${message}`,
      ...source.valueAt(['audit', key]),
    };
    throw new ConfigurationError([problem]);
  };
  const file = audit.file === undefined ? undefined : resolve(folder, audit.file);
  const settings = { file, chain: audit.chain, key: undefined };
  if (audit.key === undefined) return settings;
  if (!audit.chain) refuse('key', 'signs a chain, and there is none: write "chain": true beside it');
  const resolved = await resolveReference(audit.key, { ...options, folder });
  if (!('value' in resolved)) {
    if (resolved.missing && options.withoutSecrets) return settings;
    return refuse('key', `has no value: ${whyUnresolved(resolved)}`);
  }
  const key = readKey(resolved.value) ?? refuse('key', NO_KEY);
  return { ...settings, key };
}

const NO_KEY =
  'is no private key of the kind Ed25519 in PEM form without a passphrase; make one with "openssl genpkey -algorithm ed25519"';

function readKey(text: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Whether two configurations mean the same audit log. */
export function isSameAudit(one: AuditSettings | undefined, other: AuditSettings | undefined): boolean {
  return identityOf(one) === identityOf(other);
}

function identityOf(settings: AuditSettings | undefined): string {
  if (settings === undefined) return '';
  const { file, chain, key } = settings;
  const publicKey =
    key === undefined ? undefined : createPublicKey(key).export({ type: 'spki', format: 'pem' });
  return JSON.stringify({ file, chain, publicKey });
}
