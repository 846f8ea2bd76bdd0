/** `/Users` and `/Groups`. */
import type { JsonObject } from '../../../scim/json.ts';
import { member, objectAt, stringAt } from '../../identity-authentication/json-access.ts';
import { isoNanoseconds } from '../../identity-authentication/timestamps.ts';
import { invalidSyntax } from '../failure.ts';
import type { Search } from '../filter/search.ts';
import type { Role } from '../options.ts';
import { renderGroup } from '../read/group.ts';
import { locationOf } from '../read/meta.ts';
import { pageOf, parsePageQuery } from '../read/page.ts';
import { type Projection, parseProjection } from '../read/projection.ts';
import { renderUser } from '../read/user.ts';
import type { Kind } from '../schema/registry.ts';
import { LIST_RESPONSE, SEARCH_REQUEST } from '../schema/urns.ts';
import type { Directory } from '../store/directory.ts';
import {
  createResource,
  deleteResource,
  patchResource,
  replaceResource,
  requireDocument,
  requireObject,
} from '../write/resources.ts';
import { isKnown, requireMatch } from './preconditions.ts';
import type { Result } from './result.ts';
import { parameter, type Route } from './route.ts';

const READERS: Readonly<Record<Kind, readonly Role[]>> = {
  User: ['Manage Users', 'Read Users'],
  Group: ['Manage Groups'],
};
export const WRITERS: Readonly<Record<Kind, readonly Role[]>> = {
  User: ['Manage Users'],
  Group: ['Manage Groups'],
};
const LIST_PARAMETERS = ['filter', 'startIndex', 'startId', 'count', 'attributes', 'excludedAttributes'];

type Parameters = (name: string) => string | undefined;

/** @param rest path segments after the endpoint */
export function resourceRoute(
  directory: Directory,
  search: Search,
  kind: Kind,
  rest: readonly string[],
): Route | undefined {
  const [id, more] = rest;
  if (more !== undefined) return undefined;
  if (id === undefined) return collection(directory, search, kind);
  return id === '.search' ? searching(directory, search, kind) : single(directory, kind, id);
}

function collection(directory: Directory, search: Search, kind: Kind): Route {
  return {
    GET: {
      roles: READERS[kind],
      parameters: LIST_PARAMETERS,
      run: ({ query }) => list(directory, search, kind, (name) => parameter(query, name)),
    },
    POST: {
      roles: WRITERS[kind],
      takesBody: true,
      run: ({ body }) => {
        const id = createResource(directory, kind, requireObject(body));
        return { ...show(directory, kind, id, 201), headers: { location: locationOf(directory, kind, id) } };
      },
    },
  };
}

/** Searching by POST (RFC 7644 §3.4.3): the same parameters in a body. */
function searching(directory: Directory, search: Search, kind: Kind): Route {
  return {
    POST: {
      roles: READERS[kind],
      takesBody: true,
      run: ({ body }) => {
        const request = requireObject(body);
        const schemas = member(request, 'schemas');
        if (!Array.isArray(schemas) || !schemas.includes(SEARCH_REQUEST)) {
          throw invalidSyntax(`Schema with name: ${SEARCH_REQUEST} is required!`);
        }
        return list(directory, search, kind, (name) => {
          const value = member(request, name);
          if (Array.isArray(value)) return value.join(',');
          return value === undefined || value === null ? undefined : String(value);
        });
      },
    },
  };
}

function single(directory: Directory, kind: Kind, id: string): Route {
  const checked = directory.settings.preconditions === 'checked';
  const requireVersion = (ifMatch: string | undefined): void => {
    if (checked) requireMatch(ifMatch, versionOf(requireDocument(directory, kind, id)));
  };
  return {
    GET: {
      roles: READERS[kind],
      parameters: ['attributes', 'excludedAttributes'],
      run: ({ query, ifNoneMatch }) => {
        const projection = projectionOf(directory, kind, (name) => parameter(query, name), false);
        const result = show(directory, kind, id, 200, projection);
        if (checked && isKnown(ifNoneMatch, result.version)) return { status: 304 };
        return { ...result, headers: { location: locationOf(directory, kind, id) } };
      },
    },
    PUT: {
      roles: WRITERS[kind],
      takesBody: true,
      run: ({ body, ifMatch }) => {
        requireVersion(ifMatch);
        replaceResource(directory, kind, id, requireObject(body));
        const result = show(directory, kind, id, 200);
        const lastModified = isoNanoseconds(directory.clock.now());
        return {
          ...result,
          body: { ...result.body, meta: { ...objectAt(result.body, 'meta'), lastModified } },
          headers: { location: locationOf(directory, kind, id) },
        };
      },
    },
    PATCH: {
      roles: WRITERS[kind],
      takesBody: true,
      run: ({ body, ifMatch }) => {
        requireVersion(ifMatch);
        patchResource(directory, kind, id, requireObject(body));
        return { status: 204 };
      },
    },
    DELETE: {
      roles: WRITERS[kind],
      run: ({ ifMatch }) => {
        if (directory.tables[kind].has(id)) requireVersion(ifMatch);
        deleteResource(directory, kind, id);
        return { status: 204 };
      },
    },
  };
}

function list(directory: Directory, search: Search, kind: Kind, parameters: Parameters): Result {
  const page = parsePageQuery(parameters('startIndex'), parameters('startId'), parameters('count'));
  const projection = projectionOf(directory, kind, parameters, true);
  const ids = search(kind, parameters('filter') || undefined);
  const { ids: shown, position } = pageOf(ids, page);
  return {
    status: 200,
    body: {
      schemas: [LIST_RESPONSE],
      totalResults: ids.length,
      // Recorded: the count that was asked for, or the default; not what came back.
      itemsPerPage: page.count,
      ...position,
      Resources: shown.map((id) =>
        render(directory, kind, requireDocument(directory, kind, id), projection, true),
      ),
    },
  };
}

function projectionOf(directory: Directory, kind: Kind, parameters: Parameters, inList: boolean): Projection {
  return parseProjection(directory, kind, parameters('attributes'), parameters('excludedAttributes'), inList);
}

interface Shown extends Result {
  readonly body: JsonObject;
}

const WHOLE: Projection = { only: undefined, without: undefined, part: undefined };

function show(
  directory: Directory,
  kind: Kind,
  id: string,
  status: number,
  projection: Projection = WHOLE,
): Shown {
  const document = requireDocument(directory, kind, id);
  return { status, body: render(directory, kind, document, projection, false), version: versionOf(document) };
}

function render(
  directory: Directory,
  kind: Kind,
  document: JsonObject,
  projection: Projection,
  inList: boolean,
): JsonObject {
  return kind === 'User'
    ? renderUser(directory, document, projection, inList)
    : renderGroup(directory, document, projection);
}

export function versionOf(document: JsonObject): string | undefined {
  return stringAt(objectAt(document, 'meta'), 'version');
}
