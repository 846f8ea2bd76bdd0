/** A bounded cache for what a text with variables is compiled to. */
const MAX_ENTRIES = 100;

/** `compile`, remembering its results for the texts that came last. */
export function cached<Result, Context>(
  compile: (text: string, context: Context) => Result,
): (text: string, context: Context) => Result {
  const results = new Map<string, Result>();
  return (text, context) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = compile(text, context);
    if (results.size >= MAX_ENTRIES) results.delete(results.keys().next().value as string);
    results.set(text, result);
    return result;
  };
}
