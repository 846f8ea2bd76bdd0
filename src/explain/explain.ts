/** Answers a question about one endpoint of a system. */
import type { ProxyContext, ProxySystemParts } from '../proxy/types.ts';
import { ScimError } from '../scim/errors.ts';
import type { EntityExplanation, ListExplanation } from './explanation/explanation.ts';
import { entityOf, explainRead } from './explanation/read.ts';
import { explainWrite } from './explanation/write.ts';
import type { Question } from './question.ts';
import { EXPLANATION } from './schemas.ts';

/** What a technical user gets instead of an answer, whatever there is in the system. */
export interface Refusal {
  readonly status: 401 | 403;
  /** A sentence. */
  readonly detail: string;
  /** What it is refused for: every request to the system, or to the endpoint, or this operation there. */
  readonly reach: 'system' | 'endpoint' | 'operation';
}

const REACHES: Readonly<Record<Refusal['reach'], string>> = {
  system: 'every request to this system',
  endpoint: 'every request to this endpoint',
  operation: 'every such request to this endpoint',
};

/**
 * @param refusal of the technical user of the question; absent: it may use the system
 * @throws ScimError 404 for an endpoint that the system does not have
 */
export async function explain(
  parts: ProxySystemParts,
  endpoint: string,
  question: Question,
  refusal: Refusal | undefined,
  context: ProxyContext,
): Promise<EntityExplanation | ListExplanation> {
  const { technicalUser, read = { query: {} }, write } = question;
  if (refusal !== undefined && technicalUser !== undefined) {
    return notAllowed(parts, endpoint, technicalUser, refusal);
  }
  return write === undefined
    ? await explainRead(parts, endpoint, read, context)
    : await explainWrite(parts, endpoint, write, context);
}

function notAllowed(
  parts: ProxySystemParts,
  endpoint: string,
  technicalUser: string,
  { status, detail, reach }: Refusal,
): EntityExplanation {
  const { entityType } = entityOf(parts, endpoint);
  return {
    schemas: [EXPLANATION],
    system: parts.id,
    endpoint,
    entityType,
    ends: 'not-allowed',
    summary: `The technical user ${JSON.stringify(technicalUser)} gets ${status} for ${REACHES[reach]}, whatever ${entityType}s there are: ${detail} See ${reach === 'system' ? 'id, permissions and systems' : 'endpoints and operations'} of the technical user in the configuration. The backend was not asked.`,
    requests: [],
    response: { status, warnings: [], body: new ScimError(status, detail).toBody() },
  };
}
