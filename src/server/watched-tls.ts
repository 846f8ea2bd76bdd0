/** What `server.tls` names, as it is now: certificates are renewed by exchanging files. */
import type { Logger } from 'pino';
import type { LoadedTls, TlsMaterial } from '../config/server-tls.ts';

export class WatchedTls {
  readonly #loaded: LoadedTls;
  readonly #log: Logger;
  #material: TlsMaterial;
  /** What was last said of the files. */
  #trouble: string | undefined;

  constructor(loaded: LoadedTls, log: Logger) {
    this.#loaded = loaded;
    this.#log = log;
    this.#material = loaded.material;
  }

  get material(): TlsMaterial {
    return this.#material;
  }

  /** Looks at the files. @returns whether there is anything new that can be used */
  async look(): Promise<boolean> {
    try {
      const next = await this.#loaded.readAgain();
      this.#trouble = undefined;
      if (next === undefined) return false;
      this.#material = next;
      this.#log.info('files of server.tls have changed and are used from now on');
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const which = error instanceof Error && 'property' in error ? `${error.property} ` : '';
      const trouble = `${which}${reason}`;
      if (trouble !== this.#trouble) {
        this.#log.warn(
          `files of server.tls cannot be used as they are now, those from before stay: ${trouble}`,
        );
      }
      this.#trouble = trouble;
      return false;
    }
  }
}
