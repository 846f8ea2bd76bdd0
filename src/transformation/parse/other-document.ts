/** What a JSON document is that is no transformation. */
import { isMap } from '../objects.ts';
import type { Json, JsonMap } from '../types.ts';

export interface OtherDocument {
  readonly message: string;
  readonly fix: string;
}

const EXAMPLE = '{"user": {"mappings": [...]}}';

/** @returns `undefined` where it may be one */
export function otherDocument(document: Json): OtherDocument | undefined {
  if (!isMap(document)) {
    return {
      message: 'a transformation is an object with one member for each entity type',
      fix: isInText(document)
        ? 'the whole of it stands in one text: remove the quotes around it, and the \\ before each quote'
        : `write ${EXAMPLE}`,
    };
  }
  if (Object.values(document).some((member) => isMap(member) && member['mappings'] !== undefined))
    return undefined;
  return KINDS.find(({ fits }) => fits(document));
}

function isInText(value: Json): boolean {
  return typeof value === 'string' && value.trimStart().startsWith('{');
}

const KINDS: readonly (OtherDocument & { readonly fits: (document: JsonMap) => boolean })[] = [
  {
    fits: ({ systems, technicalUsers, type, properties }) =>
      Array.isArray(systems) ||
      Array.isArray(technicalUsers) ||
      (typeof type === 'string' && isMap(properties ?? null)),
    message: 'this is a configuration, or a part of one, and no transformation',
    fix: 'name another file in "transformations", or leave it out to have the default',
  },
  {
    fits: ({ mappings }) => Array.isArray(mappings),
    message: 'the entity type around the mappings is missing',
    fix: `write ${EXAMPLE}`,
  },
  {
    fits: ({ schemas }) => Array.isArray(schemas) && schemas.every((urn) => typeof urn === 'string'),
    message: 'this is a SCIM resource or message, and no transformation',
    fix: `write ${EXAMPLE}`,
  },
];
