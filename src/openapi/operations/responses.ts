/** Answers: statuses, headers and bodies, those of errors once for all operations. */
import type { JsonObject } from '../../scim/json.ts';
import { headerReference, responseReference, schemaReference } from '../schemas/reference.ts';

export const MEDIA_TYPE = 'application/scim+json';

export const HEADERS: JsonObject = {
  'X-Request-Id': text('Under which the log knows the request; give it to the administrator.'),
  'X-IPSProxy-Warning': text('What was not done although the request succeeds, in one or more headers.'),
  ETag: text('The version of the entity, or of the document.'),
  Location: { description: 'URL of the entity.', schema: { type: 'string', format: 'uri-reference' } },
  'Preference-Applied': text('The write was only tried.'),
  'Idempotency-Replayed': text(
    'true: this is the answer to an earlier request with the same Idempotency-Key.',
  ),
  'Retry-After': {
    description: 'Seconds after which the request may be repeated.',
    schema: { type: 'integer', minimum: 0 },
  },
  'RateLimit-Policy': text('The limits of requests, where there are any.'),
  RateLimit: text('What is left of them, and for how long.'),
  'WWW-Authenticate': text('How to log on.'),
};

function text(description: string): JsonObject {
  return { description, schema: { type: 'string' } };
}

interface ErrorAnswer {
  readonly description: string;
  readonly headers?: readonly string[];
}

const ERRORS = {
  400: { description: 'The request is wrong; scimType and detail say why.' },
  401: { description: 'Nobody is logged on, or the credentials are wrong.', headers: ['WWW-Authenticate'] },
  403: { description: 'The technical user, or the system, may not do this.' },
  404: { description: 'There is no such resource, system or endpoint.' },
  408: { description: 'The request did not arrive in time.' },
  409: {
    description:
      'It collides with another entity, or with a change that somebody else made; or the same Idempotency-Key is under way (without scimType).',
  },
  412: { description: 'The entity has another version than If-Match says.' },
  413: { description: 'The body is too large.' },
  414: { description: 'The id in the URL is too long.' },
  415: { description: 'The body is of another media type, or not in UTF-8.' },
  422: { description: 'The Idempotency-Key was used for another request.' },
  429: {
    description: 'Too many requests, at the proxy or at the backend.',
    headers: ['Retry-After', 'RateLimit-Policy', 'RateLimit'],
  },
  431: { description: 'URL and headers are larger than 32 kB.' },
  500: { description: 'A single entity cannot be shown, or something unexpected happened in the proxy.' },
  501: { description: 'The backend, or the proxy for it, cannot do this.' },
  502: { description: 'The backend failed, is not reached, or refuses the technical user of the proxy.' },
  503: { description: 'The system is not available, or has too much to do.', headers: ['Retry-After'] },
  504: { description: 'The backend did not answer in time; a change may have been made.' },
} satisfies Readonly<Record<number, ErrorAnswer>>;

export type ErrorStatus = keyof typeof ERRORS;

export function errorResponses(): JsonObject {
  return Object.fromEntries(
    Object.entries<ErrorAnswer>(ERRORS).map(([status, { description, headers = [] }]) => [
      nameOf(status),
      {
        description,
        headers: headersNamed('X-Request-Id', ...headers),
        content: content(schemaReference('Error')),
      },
    ]),
  );
}

/** Whatever is asked. */
const ALWAYS: readonly ErrorStatus[] = [400, 401, 403, 404, 429, 431, 500, 502, 503, 504];
/** Whatever has a body. */
const BODY: readonly ErrorStatus[] = [408, 413, 415];

export function errors(hasBody: boolean, ...more: readonly ErrorStatus[]): JsonObject {
  const all = [...ALWAYS, ...(hasBody ? BODY : []), ...more];
  return Object.fromEntries(all.map((status) => [String(status), responseReference(nameOf(String(status)))]));
}

function nameOf(status: string): string {
  return `Error${status}`;
}

/** Of a write, which may have an Idempotency-Key. */
export function writeErrors(hasBody: boolean, ...more: readonly ErrorStatus[]): JsonObject {
  return errors(hasBody, 409, 422, ...more);
}

/** @param schema absent: there is no body */
export function success(description: string, schema?: JsonObject, ...headers: readonly string[]): JsonObject {
  return {
    description,
    headers: headersNamed('X-Request-Id', 'X-IPSProxy-Warning', ...headers),
    ...(schema === undefined ? {} : { content: content(schema) }),
  };
}

function headersNamed(...names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, headerReference(name)]));
}

function content(schema: JsonObject): JsonObject {
  return { [MEDIA_TYPE]: { schema } };
}

/** Both media types mean the same. */
export function requestBody(schema: JsonObject, example: JsonObject): JsonObject {
  const body = { schema, example };
  return { required: true, content: { [MEDIA_TYPE]: body, 'application/json': body } };
}
