/** What the demo can be told. */
import type { ListenOptions, SandboxSize } from '../sandbox/options.ts';

/** `host` and `port` are the proxy's; the stand-ins take free ports on loopback. */
export interface DemoOptions extends SandboxSize, ListenOptions {
  /** One line of JSON on standard output instead of the welcome. */
  readonly json?: boolean;
}
