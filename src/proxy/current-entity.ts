/** The entity before a change: read at most once for all who have to know. */
import type { EntityConnector, EntityResult, ReadOptions } from '../connectors/connector.ts';
import type { ProxiedEntity } from './entity.ts';
import { type Presentation, type Presented, present } from './presenter.ts';
import type { ProxyContext } from './types.ts';

export class CurrentEntity {
  readonly #entity: ProxiedEntity;
  readonly #read: () => Promise<EntityResult>;
  readonly #context: ProxyContext;
  #result: Promise<EntityResult> | undefined;
  #presentation: Presentation | undefined;

  /**
   * @param id as the backend has it
   * @param options long lists that nobody will look at; whether a full update is made of it
   */
  constructor(
    entity: ProxiedEntity,
    id: string,
    options: ReadOptions,
    context: ProxyContext,
    connection: Pick<EntityConnector, 'get'> = entity.connector,
  ) {
    this.#entity = entity;
    const read = () => connection.get(id, options, context);
    this.#read = read;
    this.#context = context;
  }

  /** As the backend has it. @throws ScimError 404 and what else a read can meet */
  result(): Promise<EntityResult> {
    this.#result ??= this.#read();
    return this.#result;
  }

  /** As the backend has it, where somebody has asked before. */
  async known(): Promise<EntityResult | undefined> {
    return await this.#result;
  }

  /** As clients see it, or why they do not. */
  async presentation(): Promise<Presentation> {
    const { entity, version } = await this.result();
    await this.#context.pause?.();
    this.#presentation ??= present(this.#entity, entity, this.#context.baseUrl, version);
    return this.#presentation;
  }

  /** As clients see it; `undefined` where they do not. */
  async view(): Promise<Presented | undefined> {
    const presentation = await this.presentation();
    return presentation.status === 'presented' ? presentation : undefined;
  }
}
