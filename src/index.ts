/** The package `ipsproxy`: what connectors of third parties are made with (`docs/connectors.md`). */
export { z } from 'zod';
export type {
  CallContext,
  Capabilities,
  Connector,
  EntityConnector,
  EntityResult,
  ListPage,
  ListQuery,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from './connectors/connector.ts';
export {
  type ConnectorDefinition,
  type ConnectorEnvironment,
  type CreateConnector,
  defineConnector,
  type Notice,
} from './connectors/definition.ts';
export type { DryRun, DryRunAnswer, DryRunRequest } from './connectors/dry-run.ts';
export {
  type HttpAnswer,
  type HttpCall,
  type HttpClient,
  type HttpSettings,
  httpProperties,
  openHttp,
} from './connectors/third-party/http-client.ts';
export { type StatusErrorOptions, statusError } from './connectors/third-party/status-error.ts';
export { ScimError, type ScimErrorOptions, type ScimType } from './scim/errors.ts';
export type { AttributePath, Comparison, Filter } from './scim/filter-ast.ts';
export { compileFilter } from './scim/filter-evaluate.ts';
export type { JsonObject, JsonValue } from './scim/json.ts';
