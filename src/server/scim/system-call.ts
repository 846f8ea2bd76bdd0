import type { TechnicalUser } from '../../config/technical-users.ts';
import type { ProxyContext, ProxyResponse } from '../../proxy/types.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { SystemTarget } from '../request-state.ts';
import type { Runtime } from '../runtime.ts';
import type { OperationGate } from './bulk/gate.ts';

/** A request about a system as a whole. */
export interface SystemCall {
  readonly target: SystemTarget;
  readonly method: string;
  readonly body: JsonObject | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly user: TechnicalUser | undefined;
  /** The configuration that it is answered by. */
  readonly runtime: Runtime;
  readonly context: ProxyContext;
  /** For requests of many operations. */
  readonly gate: () => Promise<OperationGate>;
}

export type AnswerSystemCall = (call: SystemCall) => Promise<ProxyResponse>;
