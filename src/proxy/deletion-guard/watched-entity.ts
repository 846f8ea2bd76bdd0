/**
 * A connection that asks the deletion guard before it takes something away. All ways of clients end here, behind every dialect
 * and every mapping: a PUT, a PATCH of the backend's own or one that the proxy applied, a DELETE and the PATCH that stands
 * for it.
 */

import type { CallContext, ReadAndReplace, WriteOptions, WriteResult } from '../../connectors/connector.ts';
import type { JsonObject } from '../../scim/json.ts';
import { isUndone } from '../../scim/undone.ts';
import { searching } from '../checked-connector.ts';
import { DeletionGuardRefusal, type Loss, type WatchedEntity, type WatchedEntityParts } from './guard.ts';
import { LossFinder } from './loss-finder.ts';

/** @throws Error where a share is asked for of entities that the backend does not count */
export function watchedEntity(parts: WatchedEntityParts): WatchedEntity {
  const { connector, guard, read } = parts;
  const uncounted = (['deletions', 'deactivations'] as const).find((kind) => guard.needsTotals.has(kind));
  if (uncounted !== undefined && !connector.capabilities.totals) {
    throw new Error(
      `"deletionGuard" allows a share of all ${read.scimEntityEndpoint}, but this type of system does not tell how many there are: give ${uncounted} "atMost" instead of "share"`,
    );
  }
  const watch = new Watch(parts);
  return {
    connector: {
      ...watch.readAndReplace(connector),
      get capabilities() {
        return connector.capabilities;
      },
      get carryOver() {
        return connector.carryOver;
      },
      get looksAt() {
        return connector.looksAt;
      },
      get facts() {
        return connector.facts;
      },
      get erasesUnnamed() {
        return connector.erasesUnnamed;
      },
      ...searching(connector),
      list: (query, context) => connector.list(query, context),
      create: (entity, context) => connector.create(entity, context),
      patch: (...call) => watch.patch(...call),
      delete: (...call) => watch.delete(...call),
      ...(connector.exclusively === undefined ? {} : { exclusively: watch.exclusively }),
    },
    patchInsteadOfDelete: (...call) => watch.patchInsteadOfDelete(...call),
  };
}

class Watch {
  readonly #parts: WatchedEntityParts;
  readonly #losses: LossFinder;

  constructor(parts: WatchedEntityParts) {
    this.#parts = parts;
    this.#losses = new LossFinder(parts);
  }

  readAndReplace(connection: ReadAndReplace): ReadAndReplace {
    return {
      get: (id, options, context) => connection.get(id, options, context),
      replace: (id, entity, options, context) =>
        this.#guarded(
          () => this.#losses.ofReplace(connection, id, entity, context),
          () => connection.replace(id, entity, options, context),
          context,
        ),
    };
  }

  readonly exclusively = async <T>(
    id: string,
    context: CallContext,
    work: (connection: ReadAndReplace) => Promise<T>,
  ): Promise<T> => {
    const { connector } = this.#parts;
    const watched = (connection: ReadAndReplace) => work(this.readAndReplace(connection));
    return connector.exclusively === undefined
      ? await watched(connector)
      : await connector.exclusively(id, context, watched);
  };

  patch(id: string, body: JsonObject, options: WriteOptions, context: CallContext): Promise<WriteResult> {
    return this.#guarded(
      () => this.#losses.ofPatch(id, body, context),
      () => this.#parts.connector.patch(id, body, options, context),
      context,
    );
  }

  delete(id: string, options: WriteOptions, context: CallContext): Promise<void> {
    return this.#guarded(
      () => this.#ofDelete(id, context),
      () => this.#parts.connector.delete(id, options, context),
      context,
    );
  }

  patchInsteadOfDelete(
    id: string,
    body: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const { connector, guard } = this.#parts;
    return this.#guarded(
      // Whoever is disabled instead of being deleted is counted as deleted, where deletions are counted.
      () =>
        guard.watches('deletions') ? this.#ofDelete(id, context) : this.#losses.ofPatch(id, body, context),
      () => connector.patch(id, body, options, context),
      context,
    );
  }

  async #ofDelete(id: string, context: CallContext): Promise<Loss[]> {
    const { guard } = this.#parts;
    if (guard.watches('deletions')) await guard.requireOpen();
    return await this.#losses.ofDelete(id, context);
  }

  /** @throws DeletionGuardRefusal, and what `work` throws */
  async #guarded<T>(
    find: () => Promise<Loss[]>,
    work: () => Promise<T>,
    { dryRun }: CallContext,
  ): Promise<T> {
    const reservation = await this.#counting(dryRun === undefined, async () => {
      const losses = await find();
      return losses.length === 0 ? undefined : await this.#parts.guard.reserve(losses, { dryRun });
    });
    try {
      return await work();
    } catch (error) {
      if (isUndone(error)) await reservation?.giveBack();
      throw error;
    }
  }

  /** @param counts not where a change is only tried */
  async #counting<T>(counts: boolean, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (counts && error instanceof DeletionGuardRefusal) this.#parts.guard.noteRefusal();
      throw error;
    }
  }
}
