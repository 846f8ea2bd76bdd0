/** Where a client wants its user to log in. */
export interface LoginHint {
  /** Absent or unknown origins are refused; without a hint the default identity provider is asked. */
  readonly origin: string | undefined;
}

/**
 * The hint in a `login_hint`: JSON with the single member `origin`, or a text that is the origin. Anything else is
 * ignored without a word.
 */
export function readLoginHint(parameter: string | null): LoginHint | undefined {
  if (parameter === null) return undefined;
  try {
    // Decoded once more than any other parameter.
    const value: unknown = JSON.parse(decodeURIComponent(parameter.replaceAll('+', ' ')));
    if (typeof value === 'string') return { origin: value };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const members = Object.entries(value);
    if (members.some(([name, member]) => name !== 'origin' || isStructure(member))) return undefined;
    const origin: unknown = members[0]?.[1] ?? undefined;
    return { origin: origin === undefined ? undefined : String(origin) };
  } catch {
    return undefined;
  }
}

function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
