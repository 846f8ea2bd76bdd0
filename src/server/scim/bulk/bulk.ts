/** Many operations in one request (RFC 7644 §3.7). */
import type { ProxyResponse } from '../../../proxy/types.ts';
import { parseBulkRequest } from '../../../scim/bulk/request.ts';
import { bulkResponse } from '../../../scim/bulk/response.ts';
import { emptyBody } from '../body.ts';
import type { SystemCall } from '../system-call.ts';
import { prepareOperations } from './prepare.ts';
import { BulkRun } from './run.ts';
import { Schedule } from './schedule.ts';
import { timeOf } from './time.ts';
import { warningsOf } from './warnings.ts';

/** @throws ScimError 400 and 413 for what is wrong with the request as a whole: then nothing was done */
export async function bulk({ target, body, user, context, gate: open }: SystemCall): Promise<ProxyResponse> {
  if (body === undefined) throw emptyBody();
  const { system, baseUrl } = target;
  const { concurrency, maxOperations } = system.bulk;
  const { operations, failOnErrors } = parseBulkRequest(body, maxOperations);
  const { signal, deadline, startUntil, end } = timeOf(context);
  try {
    const prepared = await prepareOperations(operations, { system, baseUrl, user }, context.pause);
    const gate = await open();
    const schedule = new Schedule({
      steps: prepared.plan.steps,
      concurrency: Math.min(concurrency, gate.places ?? concurrency),
      failOnErrors,
      startUntil,
      signal,
    });
    const run = new BulkRun(prepared, { ...context, signal, deadline, takesText: false }, gate, schedule);
    const results = await run.run();
    gate.counted(operations.length, results.filter(({ error }) => error !== undefined).length);
    return { status: 200, body: bulkResponse(results), warnings: warningsOf(results) };
  } finally {
    end();
  }
}
