/**
 * Comma lists are decoded twice: the query parameter as a whole, then each of its values. A value that contains a
 * comma or a percent sign therefore has to be encoded twice, or it falls apart.
 */
export function readCommaList(parameter: string): string[] {
  return parameter.split(/,\s*/).map(decodeOnceMore);
}

/** As {@link readCommaList} would read it, for the links of a page. */
export function writeCommaList(values: readonly string[]): string {
  return values.map((value) => value.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

/** Percent signs that begin no escape stay what they are. */
function decodeOnceMore(value: string): string {
  return value.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
