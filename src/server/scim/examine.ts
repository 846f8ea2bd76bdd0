/** Requests that are only tried or explained: the same operations, with what they came to as the answer. */
import type { IncomingHttpHeaders } from 'node:http';
import { dryRun } from '../../explain/dry-run.ts';
import { explain } from '../../explain/explain.ts';
import { readQuestion } from '../../explain/question.ts';
import type { ProxyContext, ProxyResponse } from '../../proxy/types.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { Authenticator } from '../authentication/authenticator.ts';
import { operationsOfQuestion, refusalOfClient } from '../authorization.ts';
import type { ResourceTarget } from '../request-state.ts';
import { emptyBody } from './body.ts';
import { dispatch } from './dispatch.ts';

/** @throws ScimError for what is wrong with the request for a dry run itself */
export async function tryOut(
  method: string,
  target: ResourceTarget,
  body: JsonObject | undefined,
  headers: IncomingHttpHeaders,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const report = await dryRun(target.parts, target.endpoint, context, (resource, observed) =>
    dispatch(method, { ...target, resource }, body, headers, observed),
  );
  return answer(report);
}

/** @throws ScimError 400 for a question that is none */
export async function explainTarget(
  { parts, endpoint, systemId, resource }: ResourceTarget,
  body: JsonObject | undefined,
  authenticator: Pick<Authenticator, 'user'>,
  context: ProxyContext,
): Promise<ProxyResponse> {
  if (body === undefined) throw emptyBody();
  const question = readQuestion(body);
  const { technicalUser } = question;
  const use = { endpoint, operations: operationsOfQuestion(question, resource.createUpdates) };
  const refusal =
    technicalUser === undefined
      ? undefined
      : refusalOfClient(authenticator.user(technicalUser), systemId, use);
  return answer(await explain(parts, endpoint, question, refusal, context));
}

function answer(report: object): ProxyResponse {
  return { status: 200, body: report as JsonObject, warnings: [] };
}
