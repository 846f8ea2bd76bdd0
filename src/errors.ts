/**
 * The one base of every error this product raises on purpose. `code` is stable: scripts and tests may
 * rely on it, while messages are for people and may change.
 */
export abstract class IpsProxyError extends Error {
  /** Stable, upper case, e.g. `SCIM_INVALID_FILTER`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
