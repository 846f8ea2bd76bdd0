/** Loads what the configuration says of access tokens, with the keys that it refers to. */
import type { KeyObject } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Surroundings } from '../connectors/http/way/surroundings.ts';
import { KeySet } from '../oauth/key-set.ts';
import { makeSigningKey } from './new-signing-key.ts';
import type { OAuthEntry, TokenAlgorithm } from './oauth-schema.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import type { Reference } from './property-schema.ts';
import { isFileName, type ReferenceContext, resolveReference } from './references.ts';
import { whyUnresolved } from './resolved.ts';
import type { Configuration, ServerSettings } from './schema.ts';
import { readSigningKeys, withoutRepetitions } from './signing-keys.ts';
import type { Source } from './source/source.ts';

/** Tokens of the proxy itself. */
export interface OwnTokenSettings {
  /** The claim `iss`. */
  readonly issuer: string;
  /** The claim `aud`. */
  readonly audience: string;
  /** Seconds. */
  readonly lifetime: number;
  /** Private keys; the first one signs, all are accepted. None where they are missing and need not be there. */
  readonly keys: readonly KeyObject[];
}

/** Somebody else whose tokens are accepted. */
export interface TokenIssuer {
  /** The claim `iss`, exactly. */
  readonly issuer: string;
  /** One of them has to be among those of the claim `aud`. */
  readonly audience: readonly string[];
  /** Where its keys are; absent: where its metadata says. */
  readonly jwks?: { readonly url: string } | KeySet | undefined;
  /** Absent: those that its keys are made for. */
  readonly algorithms?: readonly TokenAlgorithm[] | undefined;
}

export interface OAuthSettings {
  /** Absent: the proxy issues none. */
  readonly own?: OwnTokenSettings | undefined;
  readonly issuers: readonly TokenIssuer[];
  /** On the way to the issuers. */
  readonly surroundings: Surroundings;
}

export interface OAuthOptions extends ReferenceContext {
  readonly surroundings: Surroundings;
  /** A file for keys that is not there yet is written. Default false: it is only said that it will be. */
  readonly makeKeys?: boolean | undefined;
}

/** The parts of the configuration that are about tokens. */
interface TokenConfiguration {
  readonly oauth: OAuthEntry;
  readonly technicalUsers: Configuration['technicalUsers'];
}

interface Work extends OAuthOptions {
  readonly entry: OAuthEntry;
  refuse(path: readonly PropertyKey[], message: string): void;
  note(severity: 'warning' | 'info', path: readonly PropertyKey[], message: string): void;
}

/**
 * @param server with what the platform says of itself
 * @throws ConfigurationError for keys that cannot be used: who would not be let in for that reason would be looked for in the
 * wrong place
 */
export async function loadOAuth(
  { oauth: entry, technicalUsers }: TokenConfiguration,
  server: Pick<ServerSettings, 'externalUrl'>,
  source: Source,
  options: OAuthOptions,
): Promise<{ readonly oauth: OAuthSettings; readonly problems: readonly Problem[] }> {
  const errors: Problem[] = [];
  const notes: Problem[] = [];
  const at = (path: readonly PropertyKey[]) => ({ file: source.file, ...source.valueAt(['oauth', ...path]) });
  const work: Work = {
    ...options,
    entry,
    refuse: (path, message) => errors.push({ severity: 'error', message, ...at(path) }),
    note: (severity, path, message) => notes.push({ severity, message, ...at(path) }),
  };
  const own = await ownTokens(server, work);
  const issuers = await otherIssuers(own, work);
  if (work.entry.keys === undefined && issuers.length === 0) {
    work.refuse(
      [],
      'oauth has neither keys nor issuers: with keys the proxy issues tokens, of issuers it accepts them',
    );
  }
  const known = new Set(technicalUsers.flatMap(({ tokens }) => tokens.map(({ issuer }) => issuer)));
  for (const [index, { issuer }] of issuers.entries()) {
    if (known.has(issuer)) continue;
    work.note(
      'warning',
      ['issuers', index, 'issuer'],
      `no technical user has tokens of "${issuer}", so that they let nobody in; add some to "tokens" of the user`,
    );
  }
  if (errors.length > 0) throw new ConfigurationError(errors);
  const { surroundings } = options;
  return { oauth: Object.freeze({ own, issuers, surroundings }), problems: notes };
}

async function ownTokens(
  { externalUrl }: Pick<ServerSettings, 'externalUrl'>,
  work: Work,
): Promise<OwnTokenSettings | undefined> {
  const { issuer = externalUrl?.replace(/\/+$/, ''), audience = issuer, tokenLifetime } = work.entry;
  if (work.entry.keys === undefined) return undefined;
  if (issuer === undefined || audience === undefined) {
    work.refuse(
      [],
      'oauth.issuer is missing: write the https URL under which clients reach the proxy, here or as server.externalUrl',
    );
    return undefined;
  }
  const keys = await signingKeys(work.entry.keys, work);
  return Object.freeze({ issuer, audience, lifetime: tokenLifetime, keys: Object.freeze(keys) });
}

async function signingKeys(
  entry: Reference | readonly Reference[],
  work: Work,
): Promise<readonly KeyObject[]> {
  if ('file' in entry && !(await prepareFile(entry.file, work))) return [];
  const references = 'length' in entry ? entry : [entry];
  const keys: KeyObject[] = [];
  for (const [index, reference] of references.entries()) {
    const path = 'length' in entry ? ['keys', index] : ['keys'];
    const name = 'length' in entry ? `oauth.keys[${index}]` : 'oauth.keys';
    const resolved = await resolveReference(reference, work);
    if ('reason' in resolved) {
      if (resolved.missing && work.withoutSecrets) continue;
      work.refuse(path, `${name} has no value: ${whyUnresolved(resolved)}`);
      continue;
    }
    const read = readSigningKeys(resolved.value);
    if ('reason' in read) work.refuse(path, `${name} ${read.reason}`);
    else keys.push(...read.keys);
  }
  return withoutRepetitions(keys);
}

/** @returns false where the file is not there, which is no mistake of the configuration or was reported */
async function prepareFile(name: string, { folder, makeKeys = false, note, refuse }: Work): Promise<boolean> {
  // Whoever reads it says so.
  if (!isFileName(name)) return true;
  const path = resolve(folder, name);
  if (await isMissing(path)) {
    if (!makeKeys) {
      note(
        'info',
        ['keys'],
        `the file "${name}" of oauth.keys is not there yet; the proxy makes a key when it starts`,
      );
      return false;
    }
    const reason = await makeSigningKey(path);
    if (reason !== undefined) {
      refuse(['keys'], `the file "${name}" of oauth.keys ${reason}`);
      return false;
    }
    note(
      'info',
      ['keys'],
      `a new key for tokens is in the file "${name}" of oauth.keys; keep it, or all tokens end`,
    );
  }
  return true;
}

async function isMissing(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

async function otherIssuers(own: OwnTokenSettings | undefined, work: Work): Promise<TokenIssuer[]> {
  const issuers: TokenIssuer[] = [];
  for (const [index, { issuer, audience, jwks, algorithms }] of work.entry.issuers.entries()) {
    const at = (key: string) => ['issuers', index, key];
    if (issuer === own?.issuer) {
      work.refuse(
        at('issuer'),
        `"${issuer}" is the issuer of this proxy's own tokens, which need no entry; remove it`,
      );
    }
    if (issuers.some((other) => other.issuer === issuer)) {
      work.refuse(at('issuer'), `the issuer "${issuer}" is there twice; write its audiences into one entry`);
    }
    const keys =
      typeof jwks === 'string'
        ? { url: jwks }
        : jwks && (await keysInFile({ jwks, algorithms }, at('jwks'), work));
    issuers.push(Object.freeze({ issuer, audience, jwks: keys, algorithms }));
  }
  return issuers;
}

async function keysInFile(
  { jwks, algorithms }: { readonly jwks: { readonly file: string } } & Pick<TokenIssuer, 'algorithms'>,
  path: readonly PropertyKey[],
  work: Work,
): Promise<KeySet | undefined> {
  const resolved = await resolveReference(jwks, work);
  if ('reason' in resolved) {
    if (resolved.missing && work.withoutSecrets) return undefined;
    work.refuse(path, `the keys of this issuer have no value: ${whyUnresolved(resolved)}`);
    return undefined;
  }
  try {
    return KeySet.parse(resolved.value, algorithms);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    work.refuse(path, `the file "${jwks.file}" has no keys of this issuer: ${reason}`);
    return undefined;
  }
}
