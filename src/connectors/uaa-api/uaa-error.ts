/** What the UAA says about a failure, as the client gets it (UAA documentation, "Users" and "Token"). */
import { ScimError, type ScimErrorOptions } from '../../scim/errors.ts';
import {
  addressAdvice,
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
  unknownOutcome,
} from '../http/backend.ts';
import type { OutboundResponse, ResponseHeaders } from '../http/exchange.ts';
import { retryAfterSeconds } from '../http/retry-after.ts';
import { presentable } from '../http/upstream-message.ts';
import { type DatabaseFailure, databaseFailure } from './database-error.ts';
import { LONGEST_TEXT } from './long-texts.ts';
import { routerError } from './router-error.ts';
import { readAnswer, shownWords } from './uaa-answer.ts';

/** Below the UAA's address. */
export const TOKEN_RESOURCE = 'oauth/token';

/** Statuses with which it refuses what the client asks for. */
const REFUSALS: ReadonlySet<number> = new Set([400, 409, 422]);
const ALREADY_EXISTS = 'scim_resource_already_exists';
const WRONG_VERSION = /wrong version|incorrect result size|optimistic|error deleting group/i;
const TAKEN = /already (?:in use|exists|taken)|duplicate/i;

/** Of the proxy itself, for its token or its address: the request was not executed, and nobody has to look. */
export class UaaRefusal extends ScimError {}

/** What to do about refusals of the proxy itself, by whoever it logs on as; sentences. */
export interface UaaWords {
  /** Where a new token was rejected as well. */
  readonly rejected: string;
  /** Where the token lacks this scope. */
  readonly missingScope: (scope: string) => string;
}

export function uaaError(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
  words: UaaWords,
): ScimError {
  const { status, headers } = response;
  const { error, words: said } = readAnswer(response.body);
  const message = said === undefined ? undefined : shownWords(said, backend.mask);
  const answered = `${describeBackend(backend)} answered ${describeCall(call)} with ${status}`;
  const detailOf = (advice: string, shown = message) => {
    const what = `${answered}${shown === undefined ? '' : `: ${shown}`}`.replace(/\.?$/, '.');
    return [what, advice].filter(Boolean).join(' ');
  };
  const fail = (clientStatus: number, advice: string, options?: ScimErrorOptions, shown = message) =>
    new ScimError(clientStatus, detailOf(advice, shown), options);
  const refused = (advice: string) => new UaaRefusal(502, detailOf(advice));
  const outcome = unknownOutcome(call);
  const retryAfter = retryAfterSeconds(headers);

  const router = routerError(headers);
  if (router !== undefined) {
    const down = status === 503;
    const options = { retryAfter: down ? (retryAfter ?? DOWN) : retryAfter };
    return fail(down ? 503 : 502, `${router} If it stays so, ${addressAdvice(backend)}.${outcome}`, options);
  }
  if (isOvertaken(status, error, said)) return fail(412, changed(call));
  const failure = databaseFailure(said ?? '');
  if (failure !== undefined) {
    return databaseError(failure, call, { retryAfter, support: support(headers, backend) }, fail);
  }
  if (error === ALREADY_EXISTS && REFUSALS.has(status))
    return fail(409, taken(call), { scimType: 'uniqueness' });
  switch (status) {
    case 400:
      return badRequest(call, said, message, fail);
    case 401:
      return refused(words.rejected);
    case 403:
      return refused(error === 'insufficient_scope' ? words.missingScope(scopeFor(call)) : '');
    case 404:
      if (error === 'scim_resource_not_found' || error === 'member_not_found') return fail(404, '');
      return refused(
        `This is not how it says that a ${kindOf(call)} does not exist: ${addressAdvice(backend)}.`,
      );
    case 409:
      return TAKEN.test(said ?? '') || call.method === 'POST'
        ? fail(409, taken(call), { scimType: 'uniqueness' })
        : fail(409, '');
    case 422:
      return fail(400, '', { scimType: 'invalidValue' });
    case 429: {
      const seconds = retryAfter ?? backend.retryAfter;
      return fail(429, `The limit of requests is reached: repeat in ${seconds} seconds.`, {
        retryAfter: seconds,
      });
    }
    case 503:
      return fail(503, `It is down or has too much to do: repeat later.${outcome}`, {
        retryAfter: retryAfter ?? DOWN,
      });
    default:
      return fail(502, `The failure is its own: repeat later.${outcome}${support(headers, backend)}`, {
        retryAfter,
      });
  }
}

/** Somebody else was faster. A 422 or a 409 of another kind says something else. */
function isOvertaken(status: number, error: string | undefined, words: string | undefined): boolean {
  if (status === 422) return WRONG_VERSION.test(words ?? '');
  if (status !== 409 || error === ALREADY_EXISTS) return false;
  return error === 'scim_resource_conflict' || WRONG_VERSION.test(words ?? '');
}

/** Seconds after which a service that is down may be there again. */
const DOWN = 30;

function changed(call: CallDescription): string {
  return `The ${kindOf(call)} was changed meanwhile: read it again before you repeat.`;
}

function kindOf({ resource }: CallDescription): 'user' | 'group' {
  return resource.startsWith('Groups') ? 'group' : 'user';
}

/** The scope that a call needs is known; the UAA lists all that would do. */
export function scopeFor({ method }: Pick<CallDescription, 'method'>): string {
  return method === 'GET' ? 'scim.read' : 'scim.write';
}

type Fail = (status: number, advice: string, options?: ScimErrorOptions, shown?: string) => ScimError;

function badRequest(
  { filtered }: CallDescription,
  words: string | undefined,
  message: string | undefined,
  fail: Fail,
): ScimError {
  if (words?.startsWith('Invalid filter')) {
    return fail(400, '', { scimType: 'invalidFilter' }, 'it cannot read the filter');
  }
  // Its web server refuses a request that is too long with a page.
  if (filtered && message === undefined) {
    return fail(400, 'The filter may be too long for it.', { scimType: 'invalidFilter' });
  }
  return fail(400, '', { scimType: 'invalidValue' });
}

const SHORTEN = 'Shorten it where it comes from, or in the write transformation.';

function databaseError(
  failure: DatabaseFailure,
  call: CallDescription,
  { retryAfter, support }: { readonly retryAfter: number | undefined; readonly support: string },
  fail: Fail,
): ScimError {
  const outcome = unknownOutcome(call);
  if (failure.kind === 'away') {
    const advice = `Nothing is wrong with the request: repeat it later.${outcome}`;
    const shown = 'its database cannot be reached or is overloaded';
    return fail(503, advice, { retryAfter: retryAfter ?? DOWN }, shown);
  }
  if (failure.kind === 'notStorable' && call.filtered) {
    return fail(
      400,
      '',
      { scimType: 'invalidFilter' },
      'its database cannot compare with the values of the filter',
    );
  }
  if (call.method === 'POST' || call.method === 'PUT') {
    switch (failure.kind) {
      case 'duplicate':
        return fail(409, taken(call), { scimType: 'uniqueness' }, 'its database refused a duplicate');
      case 'tooLong': {
        const shown = `one of the values is longer than the ${failure.limit ?? LONGEST_TEXT} characters that its database takes`;
        const advice = [call.hint, SHORTEN].filter(Boolean).join(' ');
        return fail(400, advice, { scimType: 'invalidValue' }, shown);
      }
      case 'notStorable': {
        const shown = 'its database cannot store one of the values';
        return fail(400, 'A character such as NUL may be in it.', { scimType: 'invalidValue' }, shown);
      }
    }
  }
  const advice = `The failure is its own: repeat later.${outcome}${support}`;
  return fail(502, advice, { retryAfter }, 'its database failed');
}

function taken({ identifiers }: CallDescription): string {
  return identifiers === undefined ? '' : `The request has ${identifiers}.`;
}

function support(headers: ResponseHeaders, backend: Backend): string {
  const id = headers['x-vcap-request-id'];
  if (id === undefined) return '';
  return ` For the platform's support, the request has the id ${presentable(id, backend.mask)}.`;
}
