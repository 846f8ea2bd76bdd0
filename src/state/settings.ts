/** Where state is kept, with everything that is needed to get there. */

export interface ValkeyAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Absent: the user `default`. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly database: number;
}

export type StateSettings =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'folder';
      /** Absolute path. */
      readonly folder: string;
    }
  | {
      readonly kind: 'valkey';
      readonly address: ValkeyAddress;
      /** In front of every key. */
      readonly prefix: string;
      /** PEM. */
      readonly authorities: readonly string[];
    };
