/** Technical users with what their secrets are compared with. */
import { closest, visible } from '../transformation/index.ts';
import { AddressRanges } from './address-ranges.ts';
import type { UserLimits } from './limits-schema.ts';
import type { Problem, Report } from './problem.ts';
import { type ReferenceContext, resolveReference } from './references.ts';
import { whyUnresolved } from './resolved.ts';
import type { Configuration, TechnicalUserEntry } from './schema.ts';
import { digestSecret, looksLikeHash, parseSecretHash, type SecretHash } from './secret-hash.ts';
import type { Source } from './source/source.ts';
import type { Operation, TokenMatch } from './technical-user-schema.ts';
import { loadTokens } from './token-matches.ts';
import type { UserCertificate } from './user-certificates.ts';

export interface TechnicalUser {
  /** In Unicode Normalization Form C (RFC 7617 §2.1). */
  readonly id: string;
  /** One or two; either one logs in. None where it is missing and need not be there. */
  readonly secrets: readonly SecretHash[];
  /** Client certificates that are this user. */
  readonly certificates?: readonly UserCertificate[] | undefined;
  readonly permissions: ReadonlySet<string>;
  /** Ids of the systems that may be called; absent: all. */
  readonly systems: ReadonlySet<string> | undefined;
  /** Absent: all. */
  readonly operations?: ReadonlySet<Operation> | undefined;
  /** Names as in URLs; absent: all. */
  readonly endpoints?: ReadonlySet<string> | undefined;
  /** Where it may come from; absent: anywhere. */
  readonly addresses?: AddressRanges | undefined;
  readonly limits?: UserLimits | undefined;
  /** Tokens of other issuers that are this user; absent: none. */
  readonly tokens?: readonly TokenMatch[] | undefined;
}

export interface TechnicalUserOptions extends ReferenceContext {
  /** Secrets in clear in the file are accepted with a warning; for the demo. */
  readonly allowLiteralSecrets: boolean;
}

/** @returns those who can log in; `problems` says why others cannot */
export async function loadTechnicalUsers(
  configuration: Configuration,
  source: Source,
  options: TechnicalUserOptions,
): Promise<{ users: TechnicalUser[]; problems: Problem[] }> {
  const users: TechnicalUser[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const systemIds = new Set(configuration.systems.map(({ id }) => id));
  const hasCertificates = configuration.technicalUsers.some(({ certificates }) => certificates.length > 0);
  const userCertificates = hasCertificates
    ? new (await import('./user-certificates.ts')).UserCertificates(configuration.server, options)
    : undefined;

  for (const [index, entry] of configuration.technicalUsers.entries()) {
    const report: Report = (severity, path, message) => {
      const at = source.valueAt(['technicalUsers', index, ...path]);
      problems.push({
        severity,
        message: visible(`technical user "${entry.id}": ${message}`),
        file: source.file,
        ...at,
        userId: entry.id,
      });
    };
    const id = entry.id.normalize('NFC');
    if (seen.has(id)) {
      report(
        'error',
        ['id'],
        'this id is taken by a technical user above and is left out here; give it another id',
      );
      continue;
    }
    seen.add(id);
    for (const [position, system] of (entry.systems ?? []).entries()) {
      if (systemIds.has(system)) continue;
      const guess = closest(system, systemIds);
      const advice = guess === undefined ? 'correct the id, or remove it' : `did you mean "${guess}"?`;
      report('warning', ['systems', position], `there is no system "${system}"; ${advice}`);
    }
    if (entry.disabled) continue;

    const { secrets, missing } = await loadSecrets(entry, options, report);
    const tokens = loadTokens(entry, configuration.oauth, report);
    const certificates =
      (await userCertificates?.load({ id, certificates: entry.certificates }, report)) ?? [];
    const waysIn = [
      { key: 'secrets', noun: 'secret', isUsable: secrets.length > 0 || missing },
      {
        key: 'certificates',
        noun: 'certificate',
        isUsable: certificates.length > 0 || options.withoutSecrets === true,
      },
      { key: 'tokens', noun: 'token', isUsable: tokens.length > 0 },
    ] as const;
    const given = waysIn.filter(({ key }) => entry[key].length > 0);
    const [first] = given;
    if (first === undefined) {
      report('error', ['id'], 'has no way to log in; give it "secrets", "certificates" or "tokens"');
      continue;
    }
    if (!given.some(({ isUsable }) => isUsable)) {
      const { key, noun } = first;
      report('error', [key], `has no usable ${noun} and cannot log in; give one that is usable`);
      continue;
    }
    users.push(
      Object.freeze({
        id,
        secrets: Object.freeze(secrets),
        certificates: Object.freeze(certificates),
        permissions: new Set(entry.permissions),
        systems: entry.systems && new Set(entry.systems),
        operations: entry.operations && new Set(entry.operations),
        endpoints: entry.endpoints && new Set(entry.endpoints),
        addresses: entry.addresses && new AddressRanges(entry.addresses),
        limits: entry.limits,
        tokens: tokens.length === 0 ? undefined : tokens,
      }),
    );
  }
  return { users, problems };
}

/** An endpoint that none of the systems has lets nobody in anywhere. @param systems of the file, where all of them could be loaded */
export function unknownEndpoints(
  { technicalUsers }: Configuration,
  source: Source,
  systems: ReadonlyMap<string, readonly string[]>,
): Problem[] {
  return technicalUsers.flatMap(({ id, endpoints = [], systems: own = [...systems.keys()] }, index) => {
    const known = new Set(own.flatMap((system) => systems.get(system) ?? []));
    if (known.size === 0) return [];
    return endpoints.flatMap((endpoint, position) => {
      if (known.has(endpoint)) return [];
      const guess = closest(endpoint, known);
      const advice = guess === undefined ? `there are ${[...known].join(', ')}` : `did you mean "${guess}"?`;
      const message = `technical user "${id}": none of its systems has the endpoint "${endpoint}"; ${advice}`;
      const at = source.valueAt(['technicalUsers', index, 'endpoints', position]);
      return [
        { severity: 'warning' as const, message: visible(message), file: source.file, ...at, userId: id },
      ];
    });
  });
}

/** `missing`: one of them is not there, and need not be. */
async function loadSecrets(
  entry: TechnicalUserEntry,
  options: TechnicalUserOptions,
  report: Report,
): Promise<{ secrets: SecretHash[]; missing: boolean }> {
  const secrets: SecretHash[] = [];
  let missing = false;
  for (const [index, secret] of entry.secrets.entries()) {
    const path = ['secrets', index];
    let text: string;
    if (typeof secret === 'string') {
      if (!looksLikeHash(secret) && !options.allowLiteralSecrets) {
        report(
          'error',
          path,
          'a secret in clear does not belong here; write the output of `ipsproxy secret hash`, {"env": "NAME"} or {"file": "path"}',
        );
        continue;
      }
      if (!looksLikeHash(secret)) report('warning', path, 'a secret in clear; good enough for a demo only');
      text = secret;
    } else {
      const resolved = await resolveReference(secret, options);
      if ('reason' in resolved) {
        if (resolved.missing && options.withoutSecrets) {
          missing = true;
          continue;
        }
        report('error', path, `a secret is missing: ${whyUnresolved(resolved)}`);
        continue;
      }
      text = resolved.value;
    }
    if (!looksLikeHash(text)) {
      if (text === '')
        report('error', path, 'a secret must not be empty; write the output of `ipsproxy secret hash`');
      else secrets.push(digestSecret(text, entry.id));
      continue;
    }
    const hash = parseSecretHash(text);
    if (hash === undefined) {
      report(
        'error',
        path,
        'this hash is damaged or its cost is out of bounds; make a new one with `ipsproxy secret hash`',
      );
    } else {
      secrets.push(hash);
    }
  }
  return { secrets, missing };
}
