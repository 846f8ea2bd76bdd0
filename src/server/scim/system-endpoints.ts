/** What is served of a system as a whole, by the name behind its id (RFC 7644 §3.2). */
import type { ProxyResponse } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import type { SystemTarget } from '../request-state.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './discovery.ts';
import { apiPage, openApi, postman } from './openapi.ts';
import { searchAll } from './search.ts';
import type { AnswerSystemCall, SystemCall } from './system-call.ts';

export interface SystemEndpoint {
  readonly purpose: SystemTarget['purpose'];
  readonly methods: readonly string[];
  /** Something may follow behind the name: `Schemas/<urn>`. */
  readonly hasParts: boolean;
  readonly answer: AnswerSystemCall;
}

const READ = ['GET', 'HEAD', 'OPTIONS'];
const POST = ['POST', 'OPTIONS'];

export const SYSTEM_ENDPOINTS: ReadonlyMap<string, SystemEndpoint> = new Map<string, SystemEndpoint>([
  [
    'ServiceProviderConfig',
    { purpose: 'describe', methods: READ, hasParts: false, answer: serviceProviderConfig },
  ],
  ['ResourceTypes', { purpose: 'describe', methods: READ, hasParts: true, answer: resourceTypes }],
  ['Schemas', { purpose: 'describe', methods: READ, hasParts: true, answer: schemas }],
  ['openapi.json', { purpose: 'describe', methods: READ, hasParts: false, answer: openApi }],
  ['postman.json', { purpose: 'describe', methods: READ, hasParts: false, answer: postman }],
  ['openapi', { purpose: 'describe', methods: READ, hasParts: true, answer: apiPage }],
  ['.search', { purpose: 'search', methods: POST, hasParts: false, answer: searchAll }],
  ['Bulk', { purpose: 'bulk', methods: POST, hasParts: false, answer: bulk }],
]);

/** Many systems are never asked for it, and their start need not wait for it. */
async function bulk(call: SystemCall): Promise<ProxyResponse> {
  return await (await import('./bulk/bulk.ts')).bulk(call);
}

/** @throws ScimError */
export function answerForSystem(call: SystemCall): Promise<ProxyResponse> {
  const endpoint = SYSTEM_ENDPOINTS.get(call.target.endpoint);
  if (endpoint === undefined) throw new ScimError(404, 'There is nothing here.');
  return endpoint.answer(call);
}
