/**
 * Whether a server takes PATCH (RFC 7644 §3.5.2): by the property, else by its `ServiceProviderConfig`, which is not believed
 * any more once it refuses one.
 */
import { type CallContext, PatchUnsupported } from '../connector.ts';
import { type Backend, describeBackend } from '../http/backend.ts';
import type { ServiceProviderConfig } from './service-provider-config.ts';

/** How a server says that it has no such operation. */
const NO_SUCH_OPERATION = 501;

export class PatchSupport {
  readonly #backend: Backend;
  readonly #config: ServiceProviderConfig;
  readonly #property: boolean | undefined;
  #wasRefused = false;

  /** @param property what the administrator says; absent: nothing */
  constructor(backend: Backend, config: ServiceProviderConfig, property: boolean | undefined) {
    this.#backend = backend;
    this.#config = config;
    this.#property = property;
  }

  /** As far as anybody knows: `native` also where nobody has asked the server yet. */
  get state(): 'native' | 'none' {
    if (this.#wasRefused || this.#property === false) return 'none';
    return this.#property === undefined && this.#config.known.patch === false ? 'none' : 'native';
  }

  /** @throws PatchUnsupported where the server says that it takes none */
  async require(context: CallContext): Promise<void> {
    if (this.#property !== undefined && !this.#wasRefused) return;
    if (this.state === 'native') await this.#config.features(context);
    if (this.state === 'none') throw this.#unsupported('has no PATCH by its ServiceProviderConfig');
  }

  /** @returns what to do about a PATCH that failed: the error, or {@link PatchUnsupported} from now on */
  refused(status: number, error: unknown, { log }: CallContext): unknown {
    if (status !== NO_SUCH_OPERATION) return error;
    if (!this.#wasRefused) {
      log.warn('the server takes no PATCH: the proxy reads and replaces entities instead');
    }
    this.#wasRefused = true;
    return this.#unsupported('takes no PATCH', error);
  }

  #unsupported(what: string, cause?: unknown): PatchUnsupported {
    return new PatchUnsupported(`${describeBackend(this.#backend)} ${what}. Nothing was changed.`, cause);
  }
}
