/**
 * Mutations that change nothing anybody could notice, each with the reason. They are known again by their lines, so that they may
 * move within their file; a test fails on those that the sources no longer offer.
 */
import type { Mutation } from './mutations/find.ts';

export interface Equivalent {
  readonly file: string;
  /** The whole lines before and after, as a run prints them, several separated by `\n`. */
  readonly was: string;
  readonly becomes: string;
  readonly reason: string;
}

export const equivalents: readonly Equivalent[] = [
  {
    file: 'src/config/source/yaml.ts',
    was: 'const at = alias.range?.[0] ?? 0;',
    becomes: 'const at = alias.range?.[0];',
    reason: 'whatever was read from a text has a range; only the type has none',
  },
  {
    file: 'src/connectors/cloud-foundry/groups/place-index.ts',
    was: 'if (this.#learned.size > MOST_LEARNED && oldest !== undefined) this.#learned.delete(oldest);',
    becomes: 'if (this.#learned.size > MOST_LEARNED) this.#learned.delete(oldest);',
    reason: 'where there are so many, there is an oldest; only the type does not say so',
  },
  {
    file: 'src/connectors/cloud-foundry/groups/hierarchy-advice.ts',
    was: "return error instanceof CloudControllerError && error.kind === 'hierarchy';",
    becomes: "return error.kind === 'hierarchy';",
    reason: 'no other error has a kind; only the types do not say so',
  },
  {
    file: 'src/connectors/cloud-foundry/landscape/discovery.ts',
    was: 'if (base !== undefined && problem === undefined) {',
    becomes: 'if (problem === undefined) {',
    reason: 'where there is no address, there is a problem; only the types do not say so',
  },
  {
    file: 'src/connectors/cloud-foundry/landscape/discovery.ts',
    was: "if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')",
    becomes:
      "if (url === null || !/^https?:/.test(url.protocol) || url.username !== '' || url.password !== '')",
    reason: 'a protocol ends with its colon',
  },
  {
    file: 'src/connectors/http/list-answer.ts',
    was: "return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;",
    becomes: 'return Number.isSafeInteger(value) && value >= 0;',
    reason: 'nothing but a number is an integer; only the types do not say so',
  },
  {
    file: 'src/connectors/http/credential-guards.ts',
    was: 'if (this.#guards.size > MOST_KEPT && oldest !== undefined) this.#guards.delete(oldest);',
    becomes: 'if (this.#guards.size > MOST_KEPT) this.#guards.delete(oldest);',
    reason: 'where there are so many, there is an oldest; only the type does not say so',
  },
  {
    file: 'src/connectors/http/masking/known-secrets.ts',
    was: 'let end = 0;',
    becomes: 'let end = 1;',
    reason: 'behind one character as behind none, there is no beginning of a secret: it has four at least',
  },
  {
    file: 'src/connectors/http/request-schedule.ts',
    was: 'if (first === undefined || first > now) return false;',
    becomes: 'if (first > now) return false;',
    reason: 'where nobody was promised a time, nobody comes before those who come without, either',
  },
  {
    file: 'src/connectors/identity-authentication/v1/calls.ts',
    was: 'if (begun || !(error instanceof TransportFailure)) throw error;',
    becomes: 'if (begun) throw error;',
    reason: 'before its turn has come, nothing fails but the waiting for it',
  },
  {
    file: 'src/connectors/membership/member-path.ts',
    was: "filter.kind === 'compare' &&\nfilter.operator === 'eq' &&",
    becomes: "filter.operator === 'eq' &&",
    reason: 'nothing but a comparison has an operator; only the types do not say so',
  },
  {
    file: 'src/connectors/membership/members.ts',
    was: 'if (member === undefined || !isUsable(id))',
    becomes: 'if (!isUsable(id))',
    reason: 'what is no member has no id; only the types do not say so',
  },
  {
    file: 'src/connectors/membership/members.ts',
    was: 'if (!isJsonObject(entry)) return isUsable(entry) ? { value: entry } : undefined;',
    becomes: 'if (!isJsonObject(entry)) return true ? { value: entry } : undefined;',
    reason: 'whoever asks looks whether the value is usable, too',
  },
  {
    file: 'src/connectors/membership/members.ts',
    was: "if (name === undefined || name === 'value') return entry;",
    becomes: "if (name === 'value') return entry;",
    reason: 'a value that is null is refused like one that is not there',
  },
  {
    file: 'src/connectors/membership/members.ts',
    was: 'const { [name]: value = null, ...others } = entry;',
    becomes: 'const { [name]: value, ...others } = entry;',
    reason: 'the name is one that the entry has; only the type does not say so',
  },
  {
    file: 'src/connectors/http/masking/credential-forms.ts',
    was: 'if (when === undefined || when(value, match[0])) ranges.push({ start, end });',
    becomes: 'if (when === undefined || when(value, match[0])) ranges.unshift({ start, end });',
    reason: 'whoever asks for them puts them in order',
  },
  {
    file: 'src/exchange/import/import-systems.ts',
    was: 'present: (id) => configuration.systems[present.get(id) ?? -1],',
    becomes: 'present: (id) => configuration.systems[present.get(id) ?? -2],',
    reason: 'nothing stands before the first',
  },
  {
    file: 'src/explain/explanation/read.ts',
    was: "const result = runs.findLast(({ options }) => options.operation === 'read')?.result;",
    becomes: "const result = runs.find(({ options }) => options.operation === 'read')?.result;",
    reason: 'one entity is read and transformed once; lists do not come by here',
  },
  {
    file: 'src/connectors/identity-authentication/v2/patch-body.ts',
    was: "const { op, path = '', value = null } = operation;",
    becomes: "const { op, path = '', value } = operation;",
    reason: 'nothing is as little an object as null is; only the type needs one',
  },
  {
    file: 'src/server/failure.ts',
    was: 'const { code, statusCode = 500 } = (error ?? {}) as Partial<FastifyError>;',
    becomes: 'const { code, statusCode } = (error ?? {}) as Partial<FastifyError>;',
    reason: 'no status is as little one of a refusal as 500 is',
  },
  {
    file: 'src/transformation/translate/source-names.ts',
    was: "? namesInCondition({ kind: 'exists', path: { root: '$', steps } })",
    becomes: "? namesInCondition({ kind: 'exists', path: { root: '', steps } })",
    reason: 'it is only compared with the other root, @',
  },
  {
    file: 'src/transformation/regex/charset.ts',
    was: 'isOrdered = (ranges[i] as number) >= (ranges[i - 2] as number);',
    becomes: 'isOrdered = (ranges[i] as number) >= (ranges[i + 2] as number);',
    reason: 'what is in order is put in order once more',
  },
  {
    file: 'src/server/work/memory.ts',
    was: "signal?.addEventListener('abort', giveUp, { once: true });",
    becomes: "signal?.addEventListener('abort', giveUp, { once: false });",
    reason: 'a signal aborts once, and whoever waited removes the listener',
  },
  {
    file: 'src/server/oauth/routes.ts',
    was: 'return { status, problem, retryAfter, allow, body: bodyOf(problem, message) };',
    becomes: 'return { status, retryAfter, allow, body: bodyOf(problem, message) };',
    reason: 'of such an error it is only asked whether it is invalid_client, which it never is',
  },
  {
    file: 'src/x509/certificate.ts',
    was: "if (content === undefined || algorithm === undefined) throw new DerError('it is no certificate');",
    becomes:
      "if (content === undefined && algorithm === undefined) throw new DerError('it is no certificate');",
    reason: 'what OpenSSL has read has three elements; only the type does not say so',
  },
  {
    file: 'src/oauth/other-issuer.ts',
    was: 'const keys = lasting.get(place) ?? new PublishedKeys(issuer, read, { now, onRead });',
    becomes: 'const keys = lasting.get(place) ?? new PublishedKeys(issuer, read, { now });',
    reason: 'it is told by the next line whom to tell, before it reads anything',
  },
  {
    file: 'src/server/audit/auditing.ts',
    was: "() => 'ended',",
    becomes: "() => '',",
    reason: 'it is only asked whether it is pending',
  },
];

export function isEquivalent(
  { file, was, becomes }: Mutation,
  known: readonly Equivalent[] = equivalents,
): boolean {
  return known.some((one) => one.file === file && one.was === was && one.becomes === becomes);
}
