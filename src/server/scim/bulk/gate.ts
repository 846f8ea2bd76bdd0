/** What is around each operation of a Bulk request, as it is around a request of its own. */
import type { ProxyResponse } from '../../../proxy/types.ts';
import type { BulkMethod } from '../../../scim/bulk/request.ts';
import type { ScimError } from '../../../scim/errors.ts';
import type { JsonObject } from '../../../scim/json.ts';
import type { RequestAccount } from '../../audit/account.ts';

export interface OperationGate {
  /** Operations that the system does at once for everybody. Absent: any number. */
  readonly places: number | undefined;
  /** Counts one more. @throws ScimError 429; 503 where the audit log cannot be written */
  enter(): Promise<void>;
  /** Does the work in one of the places. @throws ScimError 503 where there is none; whatever the work does */
  within<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
  /** What is told of everything that is sent for the operation. Absent: nobody has to know. */
  account(): RequestAccount | undefined;
  /** An error of an operation, as its client is told and logged. */
  failure(error: unknown, operation: number, method: string | undefined): ScimError;
  /** Resolves when it stands in the audit log. */
  ended(operation: EndedOperation): Promise<void> | undefined;
  /** It goes on after its time. */
  lingers(work: Promise<unknown>): void;
  /** All have ended. */
  counted(operations: number, failed: number): void;
}

export interface EndedOperation {
  /** From 1, in the order of the request. */
  readonly number: number;
  readonly method: BulkMethod | undefined;
  /** As the path has it; perhaps none. */
  readonly endpoint: string | undefined;
  /** Of what was created, the new id. */
  readonly id: string | undefined;
  readonly data: JsonObject | undefined;
  readonly status: number;
  readonly error: ScimError | undefined;
  /** Given by the gate. */
  readonly account: RequestAccount | undefined;
  /** The proxy has refused it without asking the backend. */
  readonly isRefused: boolean;
  /** What was not waited for any longer. */
  readonly pending: Promise<ProxyResponse> | undefined;
}
