/**
 * What a server says of itself in its `ServiceProviderConfig` (RFC 7643 §5). It is asked for when somebody first has to know,
 * once for all requests that wait for it, and believed as long as the server does not do otherwise.
 */
import { booleanOf } from '../../scim/boolean.ts';
import { isJsonObject, type JsonValue } from '../../scim/json.ts';
import { objectsIn, own } from '../../scim/json-access.ts';
import type { CallContext } from '../connector.ts';
import type { UpstreamClient } from '../http/upstream-client.ts';

export type Feature = 'patch' | 'filter' | 'etag' | 'sort';

/** `undefined`: the server does not say. */
export type Features = Readonly<Record<Feature, boolean | undefined>>;

const NOTHING: Features = { patch: undefined, filter: undefined, etag: undefined, sort: undefined };
/** Milliseconds until a server that did not answer is asked again. */
const PAUSE = 5 * 60 * 1000;
/** Milliseconds: what can do without does not wait longer. */
const PATIENCE = 5_000;

export interface ConfigOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds to wait for the answer. Default: 5,000. */
  readonly patience?: number | undefined;
}

export class ServiceProviderConfig {
  readonly #client: UpstreamClient;
  readonly #options: ConfigOptions;
  #known: Features | undefined;
  #asking: Promise<Features | undefined> | undefined;
  #notBefore = 0;

  constructor(client: UpstreamClient, options: ConfigOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** What is known without asking. */
  get known(): Features {
    return this.#known ?? NOTHING;
  }

  /** Never fails but where the request itself is over; who does not answer says nothing. */
  async features(context: CallContext): Promise<Features> {
    while (this.#known === undefined && this.#options.now() >= this.#notBefore) {
      const isOwn = this.#asking === undefined;
      this.#asking ??= this.#ask(context).finally(() => {
        this.#asking = undefined;
      });
      const found = await this.#asking;
      context.signal.throwIfAborted();
      // Who asked may have gone away before the answer came: then the next one asks.
      if (isOwn || found !== undefined) break;
    }
    return this.known;
  }

  async #ask(context: CallContext): Promise<Features | undefined> {
    const { now, patience = PATIENCE } = this.#options;
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patience)]);
    try {
      const { body } = await this.#client.call(
        { method: 'GET', resource: 'ServiceProviderConfig' },
        { ...context, signal },
      );
      this.#known = readFeatures(body);
      return this.#known;
    } catch {
      // The call is in the log.
      if (context.signal.aborted) return undefined;
      this.#notBefore = now() + PAUSE;
      return NOTHING;
    }
  }
}

/** Some servers answer with a list that has it. */
function readFeatures(body: JsonValue | undefined): Features {
  const config = objectsIn(own(body, 'Resources'))[0] ?? (isJsonObject(body) ? body : {});
  const supported = (feature: Feature) => booleanOf(own(own(config, feature), 'supported'));
  return {
    patch: supported('patch'),
    filter: supported('filter'),
    etag: supported('etag'),
    sort: supported('sort'),
  };
}
