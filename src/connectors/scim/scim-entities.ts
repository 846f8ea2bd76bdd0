/** One kind of entity of a SCIM 2.0 server. */

import { ScimError } from '../../scim/errors.ts';
import type { AttributePath, Filter } from '../../scim/filter-ast.ts';
import type { JsonObject } from '../../scim/json.ts';
import { NEVER_RETURNED } from '../../scim/schema/never-returned.ts';
import type {
  CallContext,
  Capabilities,
  CarryOver,
  EntityConnector,
  EntityResult,
  ListPage,
  ListQuery,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from '../connector.ts';
import type { Creates } from './create.ts';
import type { PatchSupport } from './patch-support.ts';
import { RequestedMembers } from './requested-members.ts';
import type { Searches } from './searches.ts';
import type { ServerApi } from './server-api.ts';
import type { ServiceProviderConfig } from './service-provider-config.ts';
import { patchBody, writeBody } from './write-body.ts';

export interface ScimEntitiesParts {
  readonly api: ServerApi;
  readonly searches: Searches;
  readonly creates: Creates;
  readonly config: ServiceProviderConfig;
  readonly patchSupport: PatchSupport;
  /** Before a PUT, the entity is read, and what the client could not see or not write of it is repeated. */
  readonly carriesOver: boolean;
}

/** What servers set themselves, or what acts when it is written. */
const NEVER: ReadonlySet<string> = new Set(['id', 'meta', 'schemas', 'groups', ...NEVER_RETURNED]);
/** Of groups. */
const ON_REQUEST: ReadonlySet<string> = new Set(['members']);

function carryOver(entityType: string): CarryOver {
  const onRequest = entityType === 'group' ? { onRequest: ON_REQUEST } : {};
  return { scope: 'everything', never: NEVER, ...onRequest };
}

export class ScimEntities implements EntityConnector {
  readonly carryOver: CarryOver | undefined;
  readonly erasesUnnamed: boolean;
  readonly #parts: ScimEntitiesParts;
  readonly #requestedMembers: RequestedMembers;

  constructor(parts: ScimEntitiesParts) {
    this.#parts = parts;
    this.#requestedMembers = new RequestedMembers(parts.api);
    this.carryOver = parts.carriesOver ? carryOver(parts.api.entityType) : undefined;
    this.erasesUnnamed = !parts.carriesOver;
  }

  get capabilities(): Capabilities {
    const { config, patchSupport } = this.#parts;
    return { totals: true, patch: patchSupport.state, versions: true, sorts: config.known.sort === true };
  }

  canFilter(filter: Filter): boolean {
    return this.#parts.searches.canFilter(filter);
  }

  async canSort(_: AttributePath, context: CallContext): Promise<boolean> {
    return (await this.#parts.config.features(context)).sort === true;
  }

  async list(query: ListQuery, context: CallContext): Promise<ListPage> {
    return await this.#parts.searches.list(query, context);
  }

  async get(id: string, options: ReadOptions, context: CallContext): Promise<EntityResult> {
    const result = await this.#parts.api.get(id, options.omit ?? [], context);
    return await this.#requestedMembers.complete(result, options, context);
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const { api, creates } = this.#parts;
    return await creates.create(writeBody(api.entityType, entity), context);
  }

  async replace(
    id: string,
    entity: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const { api, creates } = this.#parts;
    const body = writeBody(api.entityType, { ...entity, id });
    const result = await api.replace(id, body, creates.identifiersIn(body), options, context);
    return await this.#requestedMembers.answered(result, body, context);
  }

  async patch(
    id: string,
    body: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const { api, patchSupport } = this.#parts;
    await patchSupport.require(context);
    const request = patchBody(api.entityType, body);
    try {
      return await api.patch(id, request, options, context);
    } catch (error) {
      throw error instanceof ScimError ? patchSupport.refused(error.status, error, context) : error;
    }
  }

  async delete(id: string, options: WriteOptions, context: CallContext): Promise<void> {
    await this.#parts.api.delete(id, options, context);
  }
}
