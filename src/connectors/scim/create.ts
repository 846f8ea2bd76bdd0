/**
 * Creating an entity. A create is answered with the entity that it made, also where the server answers without one; where no
 * answer came, the unique attribute tells whether it was made. What collides with another entity is 409 `uniqueness`, also
 * where the server does not say so.
 */
import { ScimError } from '../../scim/errors.ts';
import type { Comparison } from '../../scim/filter-ast.ts';
import type { JsonObject } from '../../scim/json.ts';
import { own } from '../../scim/json-access.ts';
import { mayBeSameText } from '../../scim/same-text.ts';
import type { CallContext, EntityResult } from '../connector.ts';
import { describeBackend } from '../http/backend.ts';
import { otherAnswer } from '../http/other-answer.ts';
import type { UpstreamAnswer } from '../http/upstream-client.ts';
import {
  comparisonFor,
  hasMembers,
  isLost,
  isPart,
  otherValues,
  saysNothing,
  sentAgain,
  wasThere,
} from '../scim-api/lost-create.ts';
import type { Searches } from './searches.ts';
import { idInLocation, type ServerApi } from './server-api.ts';
import { FailedCreate } from './server-error.ts';

export interface CreateOptions {
  /** By which attribute one entity is found: `userName`; absent: nobody knows. */
  readonly unique: string | undefined;
  /** Look before each create whether there is such an entity. */
  readonly looksBefore: boolean;
  /** How often a request whose answer got lost is sent again. */
  readonly attempts: number;
}

export class Creates {
  readonly #api: ServerApi;
  readonly #searches: Searches;
  readonly #options: CreateOptions;

  /** @param searches in all entities, whatever the system's own filter hides */
  constructor(api: ServerApi, searches: Searches, options: CreateOptions) {
    this.#api = api;
    this.#searches = searches;
    this.#options = options;
  }

  async create(body: JsonObject, context: CallContext): Promise<EntityResult> {
    const { looksBefore, attempts, unique } = this.#options;
    const filter = this.#comparison(body);
    if (looksBefore && filter !== undefined && (await this.#find(filter, context)) !== undefined) {
      throw this.#collision(`There is a ${this.#api.entityType} with this ${unique} already.`);
    }
    const from = Date.now();
    let lost: unknown;
    for (let repeats = 0; ; repeats += 1) {
      try {
        const made = await this.#send(body, filter, context);
        return repeats === 0 ? made : sentAgain(made, this.#api.entityType);
      } catch (error) {
        if (saysNothing(error) && lost !== undefined) throw lost;
        if (!(error instanceof ScimError) || filter === undefined || context.signal.aborted) throw error;
        const wasLost = isLost(error) || (repeats > 0 && error.status === 409);
        if (!wasLost && !mayBeCollision(error)) throw error;
        const found = await this.#find(filter, context).catch(() => {
          throw error;
        });
        if (found === undefined) {
          if (!isLost(error) || repeats >= attempts) throw error;
          lost = error;
        } else if (wasLost) {
          const whole = agrees(filter, body, found) ? await this.#whole(found, error, context) : undefined;
          const isMade =
            whole !== undefined && hasMembers(body, whole.entity) && !wasThere(whole.entity, from);
          if (isMade) return whole;
          throw otherValues(this.#api.entityType, String(unique), error);
        } else {
          throw this.#collision(
            `${error.message} There is a ${this.#api.entityType} with this ${unique} already.`,
            error,
          );
        }
      }
    }
  }

  /** What the entity may collide with, for messages: `userName "ada"`. */
  identifiersIn(body: JsonObject): string | undefined {
    const filter = this.#comparison(body);
    return filter && `${this.#options.unique} ${JSON.stringify(String(filter.value).slice(0, 100))}`;
  }

  #comparison(body: JsonObject): Comparison | undefined {
    const { unique } = this.#options;
    return unique === undefined ? undefined : comparisonFor(unique, body);
  }

  async #send(body: JsonObject, filter: Comparison | undefined, context: CallContext): Promise<EntityResult> {
    const { answer, result } = await this.#api.create(body, this.identifiersIn(body), context);
    const created = result ?? (await this.#afterwards(answer, filter, body, context));
    // Its id is what the client will change and delete from then on. What is displayed of a user servers may make themselves.
    const name = this.#api.entityType === 'user' ? 'userName' : 'displayName';
    if (!mayBeSameText(own(created.entity, name), own(body, name))) {
      throw otherAnswer(
        this.#api.backend,
        answer.call,
        `another ${this.#api.entityType} than the one that was sent`,
      );
    }
    return created;
  }

  /** What a server has made that answered without it. */
  async #afterwards(
    answer: UpstreamAnswer,
    filter: Comparison | undefined,
    body: JsonObject,
    context: CallContext,
  ): Promise<EntityResult> {
    try {
      const location = idInLocation(answer, this.#api.resource);
      if (location !== undefined) return await this.#api.get(location, [], context);
      const found = filter === undefined ? undefined : await this.#made(answer, filter, body, context);
      if (found !== undefined) return await this.#whole(found, undefined, context);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      throw this.#unseen(answer, ` Reading it failed: ${error.message}`, error);
    }
    throw this.#unseen(answer, '');
  }

  /** The one that the request made: it may also be an older one, where the answer only looks like that of a create. */
  async #made(
    { status, body: said }: UpstreamAnswer,
    filter: Comparison,
    body: JsonObject,
    context: CallContext,
  ): Promise<JsonObject | undefined> {
    const { entities } = await this.#searches.list({ startIndex: 1, count: 2, filter }, context);
    const [found] = entities;
    if (found === undefined || entities.length > 1) return undefined;
    const isCreated = status === CREATED && said === undefined;
    return isCreated || hasAll(body, found) ? found : undefined;
  }

  #unseen({ status }: UpstreamAnswer, why: string, cause?: unknown): ScimError {
    const detail = `${describeBackend(this.#api.backend)} answered the create of a ${this.#api.entityType} with ${status}, but with neither the entity nor a Location that leads to it.${why} It was probably made: look for it before you repeat the request.`;
    return new ScimError(502, detail, { cause });
  }

  async #find(filter: Comparison, context: CallContext): Promise<JsonObject | undefined> {
    const { entities } = await this.#searches.list({ startIndex: 1, count: 2, filter }, context);
    return entities[0];
  }

  /** Lists may show less than there is. */
  async #whole(found: JsonObject, cause: unknown, context: CallContext): Promise<EntityResult> {
    const { id } = found;
    if (typeof id !== 'string') return { entity: found };
    return await this.#api.get(id, [], context).catch((error) => {
      throw cause ?? error;
    });
  }

  #collision(detail: string, cause?: unknown): ScimError {
    return new ScimError(409, detail, { scimType: 'uniqueness', cause });
  }
}

const CREATED = 201;

/** Servers that know of no better answer to a second entity of one name. */
function mayBeCollision(error: ScimError): boolean {
  if (error instanceof FailedCreate) return true;
  return error.status === 400 && (error.scimType === undefined || error.scimType === 'invalidValue');
}

/** What servers keep to themselves, or set. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['schemas', 'meta', 'password']);

function hasAll(sent: JsonObject, found: JsonObject): boolean {
  return Object.keys(sent).every((name) => NOT_SHOWN.has(name) || isPart(sent[name], own(found, name)));
}

const COMPARED = ['userName', 'externalId', 'displayName', 'userType', 'name', 'emails'] as const;

/** Whether what was sent is what was found; servers may write what it was found by in another case. */
function agrees({ path }: Comparison, sent: JsonObject, found: JsonObject): boolean {
  return COMPARED.every((name) => name === path.attribute || isPart(own(sent, name), own(found, name)));
}
