/** What all parts of the server work with. */
import type { Clock } from '../kit/clock.ts';
import type { Directory } from './store/directory.ts';
import type { Switchboard } from './switches.ts';

export interface Server {
  readonly directory: Directory;
  readonly switches: Switchboard;
  readonly clock: Clock;
  /** `http://…/scim/v2`, without slash at the end. */
  readonly base: string;
  /** `/scim/v2` */
  readonly basePath: string;
}
