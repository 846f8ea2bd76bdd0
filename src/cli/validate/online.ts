/** Asks the backends of all systems: reachable, credentials taken, something to be seen. Changes nothing there. */
import { pino } from 'pino';
import { withoutLog } from '../../connectors/third-party/failure.ts';
import type { ProxyResource, ProxyResponse } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import type { Runtime } from '../../server/runtime.ts';
import { ownRequest } from '../own-request.ts';

/** What one endpoint of a system gave. */
export interface OnlineResult {
  readonly endpoint: string;
  readonly ok: boolean;
  /** In words, with what to do where it failed. */
  readonly message: string;
  /** How many entities the backend has, as far as it says. */
  readonly total?: number;
  /** As a client would get it. */
  readonly status: number;
}

/**
 * One entity of each endpoint is read as a client would: through the connector and the read transformation.
 *
 * @returns results by the id of the system
 */
export async function askBackends({
  systems,
  settings,
}: Runtime): Promise<ReadonlyMap<string, readonly OnlineResult[]>> {
  const asked = [...systems].map(async ([id, slot]): Promise<[string, readonly OnlineResult[]]> => {
    if (slot.status !== 'serving') return [id, []];
    const results: OnlineResult[] = [];
    // One after the other: the first one proves the credentials.
    for (const endpoint of slot.system.endpoints) {
      const resource = slot.system.resource(endpoint);
      if (resource !== undefined) results.push(await ask(endpoint, resource, settings.requestTimeout * 1000));
    }
    return [id, results];
  });
  return new Map(await Promise.all(asked));
}

/** @param patience milliseconds, as long as a request of a client may take */
async function ask(endpoint: string, resource: ProxyResource, patience: number): Promise<OnlineResult> {
  const log = pino({ level: 'silent' });
  const request = ownRequest({ patience, log, baseUrl: 'http://validate.invalid' });
  try {
    const answer = await resource.list({ startIndex: '1', count: '1' }, request);
    return { endpoint, ...judge(endpoint, answer) };
  } catch (thrown) {
    if (request.signal.aborted) {
      const message = `no answer within ${patience / 1000} seconds (server.requestTimeout): see whether the backend is slow, or a firewall drops what is sent to it`;
      return { endpoint, ok: false, status: 504, message };
    }
    const error = withoutLog(thrown);
    if (!(error instanceof ScimError)) throw error;
    return { endpoint, ok: false, status: error.status, message: error.message };
  }
}

function judge(endpoint: string, { status, body, warnings }: ProxyResponse): Omit<OnlineResult, 'endpoint'> {
  const total = Number(body?.['totalResults'] ?? 0);
  const shown = Array.isArray(body?.['Resources']) ? body['Resources'].length : 0;
  const [warning] = warnings;
  if (warning !== undefined) return { ok: true, status, total, message: `${counted(total)}; ${warning}` };
  if (total === 0) {
    const message = `answered, and shows none: if there should be ${endpoint}, look at the permissions of the system's user at the backend, and at the filters and conditions of the system`;
    return { ok: true, status, total, message };
  }
  const read = shown === 0 ? 'the first one is hidden by the read condition' : 'the first one was read';
  return { ok: true, status, total, message: `${counted(total)}; ${read}` };
}

function counted(total: number): string {
  return total === 1 ? '1 there' : `${total} there`;
}
