/**
 * The answer to a write. A write that the backend did stands, whatever happens to its answer: an error here would make
 * the client create again, or believe that a leaver still has access.
 */
import type { WriteResult } from '../connectors/connector.ts';
import { isUsableId } from '../scim/entity-id.ts';
import type { JsonObject } from '../scim/json.ts';
import { isClientGone } from '../scim/request-ended.ts';
import { failureText } from '../transformation/index.ts';
import type { ProxiedEntity } from './entity.ts';
import { baseLocation, minimalResource, type Presentation, present } from './presenter.ts';
import type { Shape } from './shape.ts';
import { inStep } from './trace-step.ts';
import type { ProxyContext, ProxyResponse } from './types.ts';
import { unmet, unmetUnseen } from './unmet.ts';
import type { Wish } from './wish.ts';

export interface DoneWrite {
  readonly operation: 'create' | 'update' | 'patch';
  readonly status: 200 | 201;
  readonly result: WriteResult;
  /** The id that the connector addresses, for reading again where the backend answered without the entity. */
  readonly backendId: string;
  /** The id as the client knows it; on create it is computed from the answer. */
  readonly clientId?: string | undefined;
  /** What the client is told where it did not come true. */
  readonly wish: Wish;
}

export async function answerWrite(
  entity: ProxiedEntity,
  done: DoneWrite,
  shape: Shape,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const base = baseLocation(context.baseUrl, entity.read);
  const after = await entityAfter(entity, done, shape, context);
  const { entity: found } = after;
  await context.pause?.();
  const presentation: Presentation | undefined =
    found === undefined
      ? undefined
      : inStep(context, 'read transformation', () => present(entity, found, context.baseUrl, after.version));
  await context.pause?.();
  if (presentation?.status === 'presented') {
    return {
      status: done.status,
      body: shape.apply(presentation.resource),
      location: presentation.location,
      version: presentation.version,
      warnings: [...unmetIn(presentation.resource, entity, done, context), ...(after.warnings ?? [])],
    };
  }
  const reason = explain(entity, presentation, after.problem);
  const known =
    done.clientId ??
    (after.entity === undefined ? undefined : entity.read.sourceId(after.entity)) ??
    done.backendId;
  const id = isUsableId(known) ? known : undefined;
  const level = presentation === undefined && isClientGone(context.signal) ? 'info' : 'warn';
  context.log[level](
    {
      entityType: entity.read.entityType,
      entityId: id,
      operation: done.operation,
      // The backend's own words may have personal data.
      reason: presentation === undefined ? 'reading it again failed' : reason,
    },
    'the backend did the write, but its result cannot be shown',
  );
  const { resource: body, location } = minimalResource(entity.read, id, base);
  return {
    status: done.status,
    body,
    location,
    warnings: [
      ...(after.warnings ?? []),
      context.dryRun === undefined
        ? `The ${done.operation} was done, but the ${entity.read.entityType} cannot be shown: ${reason}`
        : `How the ${entity.read.entityType} would be shown is not known, since the backend's answer is not: ${reason}`,
    ],
  };
}

/** In a dry run, what is read again is as it was before the change. */
function unmetIn(
  shown: JsonObject,
  entity: ProxiedEntity,
  { result, wish }: DoneWrite,
  { dryRun }: ProxyContext,
): string[] {
  const isBefore = dryRun !== undefined && result.entity === undefined;
  return isBefore ? unmetUnseen(entity, wish) : unmet(entity, wish, shown);
}

interface After {
  readonly entity?: JsonObject | undefined;
  readonly version?: string | undefined;
  readonly warnings?: readonly string[] | undefined;
  readonly problem?: string | undefined;
}

/** What the backend has now: from its answer, or from a fresh read where it answered without the entity. */
async function entityAfter(
  entity: ProxiedEntity,
  { result, backendId }: DoneWrite,
  shape: Shape,
  context: ProxyContext,
): Promise<After> {
  if (result.entity !== undefined) return result;
  try {
    const found = await entity.connector.get(backendId, { omit: shape.omit }, context);
    return { ...found, warnings: [...(result.warnings ?? []), ...(found.warnings ?? [])] };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), warnings: result.warnings };
  }
}

function explain(
  { read }: ProxiedEntity,
  presentation: Presentation | undefined,
  problem: string | undefined,
): string {
  if (presentation === undefined) return `reading it again failed: ${problem}`;
  if (presentation.status === 'failed' && presentation.unusableId) return presentation.reason;
  if (presentation.status === 'failed') {
    return `the read transformation failed at ${failureText(presentation)}`;
  }
  return `it does not meet the condition of the read transformation (${read.conditionPlace})`;
}
