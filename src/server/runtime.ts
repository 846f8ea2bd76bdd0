/** One loaded configuration at work, and the holder that exchanges it while requests go on. */
import type { LoadedConfiguration } from '../config/load.ts';
import type { ServerSettings } from '../config/schema.ts';
import type { ProxySystem, ProxySystemParts } from '../proxy/types.ts';
import type { State } from '../state/state.ts';
import type { Authenticator } from './authentication/authenticator.ts';
import type { ClientCertificates } from './authentication/client-certificates.ts';
import type { RequestLimits } from './limits/limits.ts';
import type { OAuth } from './oauth/oauth.ts';
import type { WatchedTls } from './watched-tls.ts';

/** What answers below one system id. */
export type SystemSlot =
  | {
      readonly status: 'serving';
      readonly system: ProxySystem;
      /** What it is made of, for explanations and dry runs. */
      readonly parts: ProxySystemParts;
    }
  /** Answered with 503 and `reason`. */
  | { readonly status: 'disabled' | 'broken'; readonly reason: string };

export interface Runtime {
  readonly settings: ServerSettings;
  readonly authenticator: Authenticator;
  /** Absent: tokens are neither issued nor accepted. */
  readonly oauth?: OAuth | undefined;
  readonly systems: ReadonlyMap<string, SystemSlot>;
  /** Whose the certificates of clients are; absent: none can be shown. */
  readonly clientCertificates?: ClientCertificates | undefined;
  /** What `server.tls` names, as it is now; absent: it is not set. */
  readonly tls?: WatchedTls | undefined;
  /** Those that its systems use. */
  readonly certificates: LoadedConfiguration['certificates'];
  /** Further ones that backends are believed with, in PEM. Absent: none. */
  readonly authorities?: readonly string[] | undefined;
  readonly limits: RequestLimits;
  /** What is remembered beyond a request, and beyond this runtime. */
  readonly state: State;
  /** What `state` was opened with, as far as this configuration goes. */
  readonly stateSettings: LoadedConfiguration['state'];
  /** What requests are traced by, as far as this configuration goes. */
  readonly tracingSettings?: LoadedConfiguration['tracing'];
}

/** Keeps a runtime's systems open until it is released. */
export interface Lease {
  readonly runtime: Runtime;
  /** Once; further calls do nothing. */
  release(): void;
}

interface Generation {
  readonly runtime: Runtime;
  leases: number;
  retired: boolean;
}

/** Swaps runtimes atomically: requests under way finish on the one they began with, which is closed after the last. */
export class RuntimeHolder {
  #current: Generation;
  #leases = 0;
  readonly #now: () => number;
  #lastUse = Number.NEGATIVE_INFINITY;
  #onIdle: (() => void)[] = [];
  readonly #closing = new Set<Promise<unknown>>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(runtime: Runtime, now = () => performance.now()) {
    this.#now = now;
    this.#current = { runtime, leases: 0, retired: false };
    begin(runtime);
  }

  get current(): Runtime {
    return this.#current.runtime;
  }

  acquire(): Lease {
    const generation = this.#current;
    this.#lastUse = this.#now();
    generation.leases += 1;
    this.#leases += 1;
    let open = true;
    return {
      runtime: generation.runtime,
      release: () => {
        if (!open) return;
        open = false;
        generation.leases -= 1;
        this.#leases -= 1;
        this.#closeIfUnused(generation);
        if (this.#leases === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
      },
    };
  }

  swap(next: Runtime): void {
    const old = this.#current;
    this.#current = { runtime: next, leases: 0, retired: false };
    begin(next);
    old.retired = true;
    this.#closeIfUnused(old);
  }

  /** Milliseconds since somebody last began to use it. */
  get unusedFor(): number {
    return this.#now() - this.#lastUse;
  }

  /** Resolves as soon as nothing is leased. */
  idle(): Promise<void> {
    if (this.#leases === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  /** Closes the current runtime's systems, waits for those that are closing already, and closes the state of all. */
  async close(): Promise<void> {
    this.#close(this.#current);
    await Promise.all(this.#closing);
    await this.current.state.close();
  }

  #closeIfUnused(generation: Generation): void {
    if (generation.retired && generation.leases === 0) this.#close(generation);
  }

  #close({ runtime }: Generation): void {
    const closing = Promise.allSettled(
      [...runtime.systems.values()].map((slot) =>
        slot.status === 'serving' ? slot.system.close() : undefined,
      ),
    ).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

/** What outlives a configuration goes by this one from now on. */
function begin({ limits, oauth }: Runtime): void {
  limits.begin();
  oauth?.begin();
}
