/** From the backend's entities to what clients see of them, and what they are told of those that they do not see. */
import type { CarriedEntity } from '../scim/carried/entity.ts';
import { isUsableId } from '../scim/entity-id.ts';
import type { JsonObject } from '../scim/json.ts';
import type { ProxiedEntity } from './entity.ts';
import { noteHidden } from './hidden.ts';
import { type FailedPresentation, present } from './presenter.ts';
import type { ProxyContext } from './types.ts';

/** Of the entities that a list leaves out, in the log and in the warning. */
const MOST_NAMED = 3;

/** @param carried what the resource lacks */
export type Accept = (resource: JsonObject, carried: CarriedEntity | undefined) => void;

/** One list, which may come in several pages. */
export class Showing {
  readonly #entity: ProxiedEntity;
  readonly #context: ProxyContext;
  readonly #accept: Accept;
  readonly #seen = new Set<string>();
  readonly #failures: string[] = [];
  #failed = 0;
  #repeated = 0;
  #hidden = 0;

  constructor(entity: ProxiedEntity, context: ProxyContext, accept: Accept) {
    this.#entity = entity;
    this.#context = context;
    this.#accept = accept;
  }

  /** How many the read condition hides. */
  get hidden(): number {
    return this.#hidden;
  }

  async add(
    entities: readonly JsonObject[],
    carried?: readonly (CarriedEntity | undefined)[],
  ): Promise<void> {
    const { pause, signal, trace } = this.#context;
    const end = trace?.step('read transformation');
    try {
      for (const [index, backendEntity] of entities.entries()) {
        const paused = pause?.();
        if (paused !== undefined) {
          await paused;
          signal.throwIfAborted();
        }
        if (this.#isRepeated(backendEntity)) this.#repeated += 1;
        else this.#show(backendEntity, carried?.[index]);
      }
    } finally {
      end?.();
    }
  }

  /** To be called once, at the end. @returns warnings */
  finish(): readonly string[] {
    const { read } = this.#entity;
    noteHidden(this.#entity, this.#hidden, this.#context);
    const more = this.#failed - MOST_NAMED;
    if (more > 0) {
      this.#context.log.warn(
        { entityType: read.entityType, more },
        'more entities left out of the same list, likewise',
      );
    }
    const named = this.#failures.join(', ');
    return [
      ...(this.#failed === 0
        ? []
        : [
            `${this.#failed} ${read.entityType}(s) left out, their read transformation failed: ${named}${more > 0 ? ', ...' : ''}`,
          ]),
      ...(this.#repeated === 0
        ? []
        : [`${this.#repeated} ${read.entityType}(s) left out that the backend gave twice on this page`]),
    ];
  }

  #isRepeated({ id }: JsonObject): boolean {
    if (typeof id !== 'string') return false;
    if (this.#seen.has(id)) return true;
    this.#seen.add(id);
    return false;
  }

  #show(backendEntity: JsonObject, carried: CarriedEntity | undefined): void {
    const presented = present(this.#entity, backendEntity, this.#context.baseUrl, undefined, carried);
    if (presented.status === 'presented') this.#accept(presented.resource, carried);
    else if (presented.status === 'filtered') this.#hidden += 1;
    else this.#noteFailure(backendEntity, presented);
  }

  #noteFailure(backendEntity: JsonObject, { mapping, path, reason }: FailedPresentation): void {
    const id = isUsableId(backendEntity['id']) ? backendEntity['id'] : 'without usable id';
    this.#entity.counters.failedReads += 1;
    this.#failed += 1;
    if (this.#failed > MOST_NAMED) return;
    this.#failures.push(`${id} (${mapping})`);
    this.#context.log.warn(
      { entityType: this.#entity.read.entityType, entityId: id, mapping, path, reason },
      'entity left out of a list: its read transformation failed',
    );
  }
}
