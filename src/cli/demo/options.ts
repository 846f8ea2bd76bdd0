/** What the demo can be told. */
export interface DemoOptions {
  /** Of the proxy; the stand-ins take free ones. */
  readonly port: number;
  /** Exactly so many users are seen by a client, in each system. */
  readonly users: number;
  /** Exactly so many groups in Identity Authentication. */
  readonly groups: number;
  /** Exactly so many Cloud Foundry organizations. */
  readonly orgs: number;
  /** Exactly so many spaces in each of them. */
  readonly spaces: number;
  /** The stand-ins enforce their rate limits. */
  readonly limits: boolean;
  /** One line of JSON on standard output instead of the welcome. */
  readonly json?: boolean;
}
