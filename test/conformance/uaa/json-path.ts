/** The few paths that the cases use: `$.a.b`, `$['a']`, `$.list[0]`, `$.list[*].id`. */

/** What stands there; `undefined` where nothing does. */
export function read(body: unknown, path: string): unknown {
  let value = body;
  for (const step of steps(path))
    value = isContainer(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}

/** Replaces in place what stands there; where nothing does, nothing happens. */
export function replace(body: unknown, path: string, change: (value: unknown) => unknown): void {
  visit(body, steps(path), change);
}

function visit(node: unknown, [step, ...rest]: readonly string[], change: (value: unknown) => unknown): void {
  if (!isContainer(node) || step === undefined) return;
  const names = step === '*' ? Object.keys(node) : Object.hasOwn(node, step) ? [step] : [];
  for (const name of names) {
    if (rest.length > 0) visit(node[name], rest, change);
    else node[name] = change(node[name]);
  }
}

function steps(path: string): string[] {
  const found = path.matchAll(/\.([^.[\]]+)|\['([^']+)'\]|\[(\d+|\*)\]/g);
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
