/** Attribute names as filters and PATCH paths write them (RFC 7644 §3.10), with SAP's `emails[0].value`. */
import type { AttributePath } from './filter-ast.ts';

/**
 * RFC 7643 §2.1 (`$ref` included), wider at the front: custom schemas of SAP have names that start with a digit or
 * an underscore.
 */
const NAME = String.raw`\$?\w[\w-]*`;
const LOCAL = new RegExp(String.raw`^(${NAME})(?:\[(\d{1,6})\])?(?:\.(${NAME}))?$`);
const SCHEMA = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s()[\]"]+$/;

/** `urn:…:User:emails[0].value` in its parts, or `undefined` where the text is not an attribute path. */
export function parseAttributePath(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(':');
  const schema = colon < 0 ? undefined : text.slice(0, colon);
  if (schema !== undefined && !SCHEMA.test(schema)) return undefined;
  const match = LOCAL.exec(text.slice(colon + 1));
  if (match === null) return undefined;
  const [, attribute = '', index, subAttribute] = match;
  return {
    ...(schema === undefined ? {} : { schema }),
    attribute,
    ...(index === undefined ? {} : { index: Number(index) }),
    ...(subAttribute === undefined ? {} : { subAttribute }),
  };
}

/** The inverse of {@link parseAttributePath}. */
export function printAttributePath(path: AttributePath): string {
  const schema = path.schema === undefined ? '' : `${path.schema}:`;
  const index = path.index === undefined ? '' : `[${path.index}]`;
  const subAttribute = path.subAttribute === undefined ? '' : `.${path.subAttribute}`;
  return `${schema}${path.attribute}${index}${subAttribute}`;
}
