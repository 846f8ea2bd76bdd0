/** Calls to a JSON API: URLs, headers, bodies; every failure comes out as a `ScimError` and is logged once. */
import type { CarryPlan } from '../../scim/carried/plan.ts';
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject, JsonValue } from '../../scim/json.ts';
import type { CallContext } from '../connector.ts';
import type { Rehearsal } from '../dry-run.ts';
import { levelOf } from '../failure-fields.ts';
import { type AnswerBody, isSmall, parseBody, parseLargeBody } from './answer-body.ts';
import { type AnswerLimit, LARGEST } from './answer-limits.ts';
import { AnswerNotRead, NO_MEMORY } from './answer-memory.ts';
import { type Backend, type CallDescription, describeBackend, describeCall, isWrite } from './backend.ts';
import { type BaseUrl, encodeId, encodeQuery } from './base-url.ts';
import { CredentialsUnproven } from './credentials-unproven.ts';
import {
  type Method,
  type OutboundResponse,
  type ResponseHeaders,
  type Send,
  TransportFailure,
} from './exchange.ts';
import { withoutEntitySecrets } from './masking/entity-secrets.ts';
import { CredentialsRefused, clauseOf, nextAttempt } from './refusal.ts';
import { HeldBack } from './request-schedule.ts';
import { tlsRefusal } from './tls-refusal.ts';
import { transportError } from './transport-error.ts';
import { undocumentedStatus } from './undocumented-status.ts';
import { upstreamError } from './upstream-error.ts';
import { presentable } from './upstream-message.ts';

export interface UpstreamCall {
  readonly method: Method;
  /** Below the API's path: `Users`. */
  readonly resource: string;
  readonly id?: string | undefined;
  /** Like `resource`, with `:id` in place of an id that is part of it, for logs, metrics and traces. Default: `resource`. */
  readonly template?: string | undefined;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: JsonObject | undefined;
  /** Instead of a body: sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** See {@link OutboundRequest}. */
  readonly limit?: AnswerLimit | undefined;
  /** Members of the entities in a list that need not be read. */
  readonly carry?: CarryPlan | undefined;
  readonly repeatable?: boolean | undefined;
  /** See {@link CallDescription}. */
  readonly changesNothing?: boolean | undefined;
  readonly hint?: string | undefined;
  readonly identifiers?: string | undefined;
}

export interface UpstreamAnswer {
  /** 200 to 299. */
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** `undefined` without a body. */
  readonly body: JsonValue | undefined;
  /** For each of its `Resources`, what was not read of it. Absent: all was. */
  readonly carried?: AnswerBody['carried'];
  /** For messages about what the body has or lacks. */
  readonly call: CallDescription;
}

export interface UpstreamClientOptions {
  readonly backend: Backend;
  readonly base: BaseUrl;
  readonly send: Send;
  /** Media type of request bodies, and what is accepted. */
  readonly contentType: string;
  readonly accept: string;
  /** Turns an answer with a status that the backend documents into an error. Default: {@link upstreamError}. */
  readonly readError?: ((call: CallDescription, response: OutboundResponse) => ScimError) | undefined;
  /** Whether `readError` gets the other statuses too. Default: false. */
  readonly readsEveryStatus?: boolean | undefined;
}

/** In the log, for a request that needed a token where there was none to be had; the line of the token says why. */
const NO_TOKEN = 'UPSTREAM_NO_TOKEN';

/** Under which names backends and routers give an answer's own id. */
const ANSWER_IDS = ['x-ids-id', 'x-vcap-request-id', 'x-correlation-id'] as const;
const VISIBLE_ASCII = /^[\x21-\x7e]{1,200}$/;

export class UpstreamClient {
  readonly #options: UpstreamClientOptions;

  constructor(options: UpstreamClientOptions) {
    this.#options = options;
  }

  get backend(): Backend {
    return this.#options.backend;
  }

  /** @throws ScimError for everything but an answer 2xx with a JSON body or none */
  async call(call: UpstreamCall, context: CallContext): Promise<UpstreamAnswer> {
    const { backend, base, send, readError, readsEveryStatus = false } = this.#options;
    const description = describe(call, base);
    if (description === undefined) {
      throw new ScimError(
        404,
        `${describeBackend(backend)} has no entity with such an id in ${call.resource}.`,
      );
    }
    const started = performance.now();
    let response: OutboundResponse;
    if (context.progress !== undefined && isWrite(description)) context.progress.hasWritten = true;
    try {
      response = await send({
        method: call.method,
        path: `${description.path}${encodeQuery(call.query ?? {})}`,
        headers: this.#headers(call, context),
        body: bodyOf(call),
        signal: context.signal,
        deadline: context.deadline,
        limit: call.limit,
        memory: context.memory,
        repeatable: call.repeatable,
        unanswered: isWrite(description) ? context.unanswered : undefined,
        template: description.template,
        trace: context.trace?.call(),
        tries: { last: undefined },
        fence: isWrite(description) ? context.fence : undefined,
        attempts: context.account?.call(isWrite(description)),
        rehearsal: this.#rehearsal(description, context),
      });
    } catch (error) {
      const known = this.#explain(description, error, context);
      logFailure(context, description, started, { reason: known.reason });
      throw known.error;
    }
    const { status, headers, body } = response;
    let error: ScimError;
    let told: OutboundResponse;
    if (status >= 200 && status <= 299) {
      const parsed = isSmall(body)
        ? parseBody(body, call.carry)
        : await parseLargeBody(body, call.limit ?? LARGEST, context);
      if (typeof parsed !== 'string') {
        return { status, headers, body: parsed?.json, carried: parsed?.carried, call: description };
      }
      told = withoutEntitySecrets(response, context, backend.mask);
      error = parsed === 'broken' ? notJson(backend, description, told) : excessive(backend, description);
    } else {
      told = withoutEntitySecrets(response, context, backend.mask);
      error =
        tlsRefusal(backend, description, told) ??
        (readsEveryStatus ? undefined : undocumentedStatus(backend, description, told)) ??
        readError?.(description, told) ??
        upstreamError(backend, description, told);
    }
    logFailure(context, description, started, { status, answerId: answerId(backend, headers, told.headers) });
    throw error;
  }

  #headers(call: UpstreamCall, context: CallContext): Record<string, string> {
    const headers: Record<string, string> = { accept: this.#options.accept };
    if (VISIBLE_ASCII.test(context.requestId)) headers['x-request-id'] = context.requestId;
    if (call.body !== undefined) headers['content-type'] = this.#options.contentType;
    if (call.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    return call.headers === undefined ? headers : Object.assign(headers, call.headers);
  }

  #rehearsal(call: CallDescription, { dryRun }: CallContext): Rehearsal | undefined {
    if (dryRun === undefined) return undefined;
    const { mask } = this.#options.backend;
    return { dryRun, isWrite: isWrite(call), mask: (text) => mask.text(text) };
  }

  #explain(
    call: CallDescription,
    error: unknown,
    { progress }: CallContext,
  ): { readonly error: unknown; readonly reason: string } {
    const { backend } = this.#options;
    if (error instanceof TransportFailure) {
      return { error: transportError(backend, call, error, progress), reason: error.reason };
    }
    if (error instanceof CredentialsRefused) {
      const { refusal, seconds } = error;
      const what = `${describeCall(call)} was not sent to ${describeBackend(backend)}, which ${clauseOf(refusal)}`;
      const detail = `${what.replace(/[.!?…]?$/, (end) => end || '.')} ${refusal.advice} ${nextAttempt(seconds)}`;
      const retryAfter = refusal.status === 503 ? seconds : undefined;
      return {
        error: new ScimError(refusal.status, detail, { retryAfter, isUndone: true, cause: error }),
        reason: error.code,
      };
    }
    if (error instanceof CredentialsUnproven) {
      const { seconds } = error;
      const detail = `${describeCall(call)} was not sent to ${describeBackend(backend)}, so nothing was changed by it: the backend has not yet answered the first requests with these credentials, and more of them at once could lock the user if they are wrong. Repeat in ${seconds} seconds.`;
      return {
        error: new ScimError(503, detail, { retryAfter: seconds, isUndone: true, cause: error }),
        reason: error.code,
      };
    }
    if (error instanceof HeldBack) {
      const { seconds } = error;
      const detail = `${describeCall(call)} was not sent to ${describeBackend(backend)}: it takes no more requests at the moment than it has got, and the request could not wait that long. Repeat in ${seconds} seconds.`;
      return {
        error: new ScimError(429, detail, { retryAfter: seconds, isUndone: true, cause: error }),
        reason: error.code,
      };
    }
    if (error instanceof AnswerNotRead) {
      if (progress?.hasWritten !== true) return { error, reason: NO_MEMORY };
      const { status, retryAfter } = error;
      const failure = new TransportFailure(NO_MEMORY, { progress: 'answering', cause: error });
      const { message } = transportError(backend, call, failure);
      return { error: new ScimError(status, message, { retryAfter, cause: error }), reason: NO_MEMORY };
    }
    return { error, reason: error instanceof ScimError ? NO_TOKEN : 'unexpected' };
  }
}

function describe(call: UpstreamCall, base: BaseUrl): CallDescription | undefined {
  const collection = `${base.path}/${call.resource}`;
  const template = `${base.path}/${call.template ?? call.resource}`;
  const id = call.id === undefined ? '' : encodeId(call.id);
  if (id === undefined) return undefined;
  return {
    method: call.method,
    path: call.id === undefined ? collection : `${collection}/${id}`,
    template: call.id === undefined ? template : `${template}/:id`,
    resource: call.resource,
    target: call.id === undefined ? 'collection' : 'entity',
    filtered: call.query?.['filter'] !== undefined,
    changesNothing: call.changesNothing,
    hint: call.hint,
    identifiers: call.identifiers,
  };
}

function bodyOf({ body, form }: UpstreamCall): string | undefined {
  if (form !== undefined) return new URLSearchParams(form).toString();
  return body === undefined ? undefined : JSON.stringify(body);
}

function notJson(backend: Backend, call: CallDescription, response: OutboundResponse): ScimError {
  const mediaType = presentable(response.headers['content-type'] ?? '', backend.mask);
  const type = mediaType?.split(';')[0]?.slice(0, 100) ?? 'without a content type';
  const advice =
    backend.addressAdvice === undefined
      ? 'Check whether the property URL leads to the API itself, and not to a logon page or a gateway.'
      : `Another server may have answered in its place: ${backend.addressAdvice}.`;
  return new ScimError(
    502,
    `${describeBackend(backend)} answered ${describeCall(call)} with ${response.status} and a body that is not JSON (${type}). ${advice}${probablyMade(call)}`,
  );
}

function excessive(backend: Backend, call: CallDescription): ScimError {
  return new ScimError(
    502,
    `The answer of ${describeBackend(backend)} to ${describeCall(call)} has more, larger or deeper values than the proxy reads: ask for fewer entities (count) or leave out members.${probablyMade(call)}`,
  );
}

/** After a write that was answered as if all was well. */
function probablyMade(call: CallDescription): string {
  return isWrite(call) ? ' The change was probably made: read the entity before you repeat the request.' : '';
}

/** One with nothing to hide: what is left of one otherwise is no id. @param told the same headers, without secrets of entities */
function answerId({ mask }: Backend, headers: ResponseHeaders, told: ResponseHeaders): string | undefined {
  const name = ANSWER_IDS.find((candidate) => {
    const value = headers[candidate];
    return (
      value !== undefined && VISIBLE_ASCII.test(value) && !mask.covers(value) && told[candidate] === value
    );
  });
  return name === undefined ? undefined : headers[name];
}

/** Without query, id and bodies: they may be personal data. */
function logFailure(
  context: CallContext,
  call: CallDescription,
  started: number,
  outcome: { readonly status?: number; readonly reason?: string; readonly answerId?: string | undefined },
): void {
  const upstream = { method: call.method, path: call.template, ...outcome };
  // What was answered is the backend's fault, whoever is there to hear of it.
  const level = outcome.status === undefined ? levelOf(context) : 'warn';
  const durationMs = Math.round(performance.now() - started);
  context.log[level]({ upstream, durationMs }, 'upstream call failed');
}
