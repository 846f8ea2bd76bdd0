/** PATCH paths (RFC 7644 §3.5.2, figure 7): `attribute`, `attribute.sub`, `attribute[filter]`, `attribute[filter].sub`. */
import { parseAttributePath } from '../attribute-path.ts';
import { type Token, tokenize } from '../filter-tokens.ts';
import { patchProblem, quoted } from './problem.ts';
import type { AttributeName, PathContext } from './schema-names.ts';
import { parseValueFilter, type ValueFilter } from './value-filter.ts';

export interface PatchPath extends AttributeName {
  readonly filter: ValueFilter | undefined;
}

/**
 * @param mayBeSchema see {@link PathContext.resolve}
 * @throws ScimError 400 `invalidPath`, `invalidFilter`
 */
export function parsePath(text: string, mayBeSchema: boolean, context: PathContext): PatchPath {
  if (!text.includes('[')) {
    const name = context.resolve(text, mayBeSchema);
    if (name === undefined) throw invalidPath(text);
    return { ...name, filter: undefined };
  }
  const [attribute, open, ...rest] = tokenize(text);
  const close = rest.findLast((token) => token.kind === ']');
  if (
    attribute?.kind !== 'word' ||
    open?.kind !== '[' ||
    open.start !== attribute.end ||
    close === undefined
  ) {
    throw invalidPath(text);
  }
  const name = context.resolve(attribute.text, false);
  if (name?.attribute === undefined || name.subAttribute !== undefined) throw invalidPath(text);
  return {
    ...name,
    subAttribute: subAttributeBehind(close, rest, text),
    filter: parseValueFilter(text.slice(open.end, close.start), name.attribute),
  };
}

/**
 * A name in a value object: an attribute, a path (`name.givenName`, `urn:…:User:department`), or just a name that no
 * path could have.
 *
 * @param schema the extension that the object stands for
 * @throws ScimError 400 `invalidPath`, `invalidFilter` for a filter that cannot be read
 */
export function parseMemberName(
  text: string,
  schema: string | undefined,
  mayBeSchema: boolean,
  context: PathContext,
): PatchPath {
  const literal = { schema, attribute: text, subAttribute: undefined, filter: undefined };
  if (context.has(schema, text) && !text.includes(':')) return literal;
  const qualified = schema === undefined ? text : `${schema}:${text}`;
  const path = parseName(qualified, mayBeSchema, context);
  // The names in an extension are its own, whatever they look like.
  const isOwn = schema === undefined || (path?.schema === schema && path?.attribute !== undefined);
  return path !== undefined && isOwn ? path : literal;
}

function parseName(text: string, mayBeSchema: boolean, context: PathContext): PatchPath | undefined {
  const isKey = context.has(undefined, text);
  if (text.includes('[') && !isKey) return parsePath(text, mayBeSchema, context);
  const name = context.resolve(text, mayBeSchema);
  return name && { ...name, filter: undefined };
}

function subAttributeBehind(close: Token, tokens: readonly Token[], text: string): string | undefined {
  const [behind, end] = tokens.slice(tokens.indexOf(close) + 1);
  if (behind === undefined || behind.kind === 'end') return undefined;
  const path = behind.text.startsWith('.') ? parseAttributePath(behind.text.slice(1)) : undefined;
  const simple = path !== undefined && path.schema === undefined && path.index === undefined;
  if (
    behind.kind !== 'word' ||
    behind.start !== close.end ||
    end?.kind !== 'end' ||
    !simple ||
    path.subAttribute
  ) {
    throw invalidPath(text);
  }
  return path.attribute;
}

function invalidPath(text: string) {
  // What stands behind a blank or a quote is no name, and may be somebody's password.
  const name = quoted(text.split(/[[\s"'=(]/, 1)[0] ?? '');
  const hint = /\[\d+\]/.test(text)
    ? 'positions such as [0] cannot be used, name the value: emails[type eq "work"].value'
    : 'write for example displayName, name.givenName, emails[type eq "work"].value or urn:…:User:department';
  return patchProblem(
    'invalidPath',
    `the path ${name}${text.includes('[') ? '[…]' : ''} cannot be read; ${hint}.`,
  );
}
