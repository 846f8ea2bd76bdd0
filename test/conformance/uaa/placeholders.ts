/** `{{name}}` in requests stands for a value of this run, `{{enc:name}}` for the same percent-encoded. */

export type Values = Readonly<Record<string, string>>;

export function fill(text: string, values: Values): string {
  return text.replace(/\{\{(enc:)?([\w-]+)\}\}/g, (all, encoded: string | undefined, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return all;
    return encoded === undefined ? value : encodeURIComponent(value);
  });
}

export function fillAll(value: unknown, values: Values): unknown {
  return inTexts(value, (text) => fill(text, values));
}

/** The other way round, the longest first. Values below 8 characters could stand anywhere by chance. */
export function withPlaceholders(value: unknown, values: Values): unknown {
  const known = Object.entries(values)
    .filter(([, text]) => text.length >= 8)
    .sort(([, a], [, b]) => b.length - a.length);
  return inTexts(value, (text) =>
    known.reduce((result, [name, found]) => result.replaceAll(found, `{{${name}}}`), text),
  );
}

function inTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => inTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [change(name), inTexts(member, change)]),
  );
}
