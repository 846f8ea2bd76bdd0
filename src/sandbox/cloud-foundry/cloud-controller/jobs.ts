/** `GET /v3/jobs/{guid}`: for everybody who is logged in. A failed job is no failed request. */
import type { StandInAnswer } from '../../kit/message.ts';
import { ccAnswer, timestamp } from './answer.ts';
import { type CcCall, param } from './call.ts';
import { notFound } from './errors.ts';

const RESOURCES = { 'role.delete': 'role', 'user.delete': 'user' } as const;

export function getJob(call: CcCall): StandInAnswer {
  const { landscape } = call;
  const { url, jobs, clock } = landscape;
  const job = jobs.get(param(call, 'guid'), clock.now());
  if (job === undefined) throw notFound('Job');
  const body = {
    guid: job.guid,
    created_at: timestamp(job.createdAt),
    updated_at: timestamp(job.updatedAt),
    operation: job.operation,
    state: job.state,
    errors: job.state === 'FAILED' && job.failure !== undefined ? [job.failure] : [],
    warnings: [],
    links: {
      self: { href: `${url}/v3/jobs/${job.guid}` },
      // The resource is gone once the job is complete.
      ...(job.state === 'COMPLETE' ? {} : resourceLink(url, job.operation, job.resource)),
    },
  };
  if (job.state === 'PROCESSING') jobs.look(job.resource);
  return ccAnswer(200, body);
}

function resourceLink(
  url: string,
  operation: keyof typeof RESOURCES,
  guid: string,
): Record<string, { href: string }> {
  const resource = RESOURCES[operation];
  return { [resource]: { href: `${url}/v3/${resource}s/${encodeURIComponent(guid)}` } };
}
