/** Whether a value is one of a comma list's; every value is when the list was not given. */
export function matchesAny(
  wanted: readonly string[] | undefined,
  comparison: 'exact' | 'ignoringCase' = 'exact',
): (value: string) => boolean {
  if (wanted === undefined) return () => true;
  const fold = (text: string): string => (comparison === 'exact' ? text : text.toLowerCase());
  const values = new Set(wanted.map(fold));
  return (value) => values.has(fold(value));
}
