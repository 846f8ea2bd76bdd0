/** How much an answer about users or groups may be. */
import { type AnswerLimit, ONE_GROUP, ONE_USER, pageOf } from '../http/answer-limits.ts';
import type { UpstreamCall } from '../http/upstream-client.ts';
import type { EntityKind } from './entity-kind.ts';

export function answerLimit(kind: EntityKind, query: UpstreamCall['query']): AnswerLimit {
  const count = query?.['count'];
  if (count !== undefined) return pageOf(Number(count));
  return kind === 'user' ? ONE_USER : ONE_GROUP;
}
