/** A request that is small to send and dear to read. */
import type { Kind } from '../stage/configuration.ts';

export interface RequestBomb {
  readonly name: string;
  readonly kind: Kind;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** The proxy filters and sorts what the backend cannot. */
  readonly searching?: boolean | undefined;
  /** Below the system; `<user>` and `<group>` are ids that exist. */
  readonly path: string;
  body?(): Buffer;
  /** Without credentials. */
  readonly anonymous?: boolean | undefined;
}
