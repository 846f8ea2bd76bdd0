/** What a stand-in of a SCIM server can be told. Every option has a default. */
import type { SwitchChanges } from './switches.ts';

export interface ScimOptions {
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  /** What the clock runs with, in milliseconds since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** How many users there are at the start. @default 50 */
  readonly users?: number | undefined;
  /** How many groups there are at the start. @default 10 */
  readonly groups?: number | undefined;
  /** How many departments there are at the start. @default 5 */
  readonly departments?: number | undefined;
  /** Another seed gives other ids. @default 1 */
  readonly seed?: number | undefined;
  /** Also the id of the client that may fetch tokens. @default `scim-client` */
  readonly user?: string | undefined;
  /** Also that client's secret. @default `sandbox-secret` */
  readonly password?: string | undefined;
  /** A bearer token that does not end. @default `sandbox-token` */
  readonly token?: string | undefined;
  /** Much is not as RFC 7644 has it, unless `switches` says otherwise. @default false, strict */
  readonly sloppy?: boolean | undefined;
  /** What is not as RFC 7644 has it, each by its name. @default none */
  readonly switches?: SwitchChanges | undefined;
}
