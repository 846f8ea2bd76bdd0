/** A bounded cache for what a text with variables is compiled to. */
const MAX_ENTRIES = 100;

/** `compile`, remembering its results for the texts that came last. */
export function cached<Result>(compile: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = compile(text);
    if (results.size >= MAX_ENTRIES) results.delete(results.keys().next().value as string);
    results.set(text, result);
    return result;
  };
}
