/** Points in time as the tenant writes them (recorded: whole seconds with `Z`). */

export function isoSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** Recorded: an answer to PUT may show nanoseconds. */
export function isoNanoseconds(milliseconds: number): string {
  const digits = new Date(milliseconds).toISOString().slice(0, 23);
  return `${digits}000421Z`;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?Z$/;

/** Milliseconds since the epoch, or `undefined` if this is no instant with `Z`. */
export function parseInstant(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
