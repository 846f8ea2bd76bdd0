/**
 * The origin in a `login_hint`: JSON with the single member `origin`. Anything else is ignored without a word, so
 * that the login goes to the default identity provider.
 */
export function originOfHint(hint: string | null): string | undefined {
  if (hint === null) return undefined;
  try {
    // Decoded once more than any other parameter.
    const value: unknown = JSON.parse(decodeURIComponent(hint.replaceAll('+', ' ')));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const [member, ...others] = Object.entries(value);
    if (member?.[0] !== 'origin' || others.length > 0) return undefined;
    return typeof member[1] === 'string' ? member[1] : undefined;
  } catch {
    return undefined;
  }
}
