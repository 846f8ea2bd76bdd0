/** Removals of roles that Cloud Controller accepts and does later: how they are confirmed, and what is told of the others. */
import { describe, expect, it } from 'vitest';
import { CloudController } from '../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller.ts';
import { cloudControllerError } from '../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller-error.ts';
import { removeRoles } from '../../../src/connectors/cloud-foundry/groups/role-removal.ts';
import { UpstreamClient } from '../../../src/connectors/http/upstream-client.ts';
import { Budget } from '../../../src/connectors/membership/budget.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { callContext } from '../support/context.ts';
import { exampleBackend } from '../support/example-backend.ts';
import { answered } from '../support/outbound.ts';

const NOT_FOUND = answered(
  404,
  {},
  { errors: [{ code: 10_010, title: 'CF-ResourceNotFound', detail: 'Not found' }] },
);

interface Script {
  /** The job of a role, `null` where none is named. Default: one that is at work. */
  readonly job?: JsonObject | null;
  /** After how many looks the role is gone. Default: never. */
  readonly goneAfter?: number;
  /** Whether the role itself is gone when it is read after its job. */
  readonly isGone?: boolean;
}

function setUp({
  job = { state: 'PROCESSING' },
  goneAfter = Number.POSITIVE_INFINITY,
  isGone = false,
}: Script) {
  const waits: number[] = [];
  const asked: string[] = [];
  let looks = 0;
  const backend = exampleBackend({ addressAdvice: 'check the landscape' });
  const client = new UpstreamClient({
    backend,
    base: { origin: 'https://directory.example', path: '/v3' },
    send: async ({ method, path }) => {
      asked.push(`${method} ${path.split('?')[0]}`);
      if (method === 'DELETE') return answered(202, job === null ? {} : { location: '/v3/jobs/j-1' });
      if (path.startsWith('/v3/jobs/'))
        return job?.['state'] === 'gone' ? NOT_FOUND : answered(200, {}, { guid: 'j-1', ...job });
      if (path.startsWith('/v3/roles/')) return isGone ? NOT_FOUND : answered(200, {}, role);
      looks += 1;
      const resources = looks > goneAfter ? [] : [role];
      const pagination = { total_results: resources.length, next: null, previous: null };
      return answered(200, {}, { pagination, resources, included: {} });
    },
    contentType: 'application/json',
    accept: 'application/json',
    readError: (call, response) => cloudControllerError(backend, call, response),
  });
  const context = callContext();
  const tools = {
    cloudController: new CloudController(client),
    budget: new Budget(context, () => 0),
    wait: async (milliseconds: number) => {
      waits.push(milliseconds);
    },
    context,
  };
  const remove = async () => (await removeRoles(['r-1'], tools)).get('r-1');
  return { remove, waits, asked, logged: context.logged };
}

const data = (guid: string) => ({ data: { guid } });
const role = {
  guid: 'r-1',
  type: 'organization_auditor',
  relationships: { user: data('u-1'), organization: data('o-1'), space: { data: null } },
};

describe('a removal', () => {
  it.each([
    [0, [250]],
    [1, [250, 500]],
    [5, [250, 500, 1_000, 2_000, 2_000, 2_000]],
  ])('is done once the role is gone, after %d looks that show it', async (goneAfter, waited) => {
    const { remove, waits } = setUp({ goneAfter });
    expect(await remove()).toEqual({ status: 'done' });
    expect(waits).toEqual(waited);
  });

  it('is given up after a minute, with its job looked at every third time', async () => {
    const { remove, waits, asked, logged } = setUp({});
    expect(await remove()).toMatchObject({
      status: 'failed',
      error: {
        status: 504,
        message:
          'The removal of role r-1 was accepted and is not confirmed. Repeat the request: it then shows whether the role is gone.',
      },
    });
    expect(waits.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(60_000);
    expect(waits).toHaveLength(32);
    expect(asked.slice(0, 6)).toEqual([
      'DELETE /v3/roles/r-1',
      'GET /v3/roles',
      'GET /v3/roles',
      'GET /v3/roles',
      'GET /v3/jobs/j-1',
      'GET /v3/roles',
    ]);
    expect(asked.filter((call) => call.includes('jobs'))).toHaveLength(10);
    expect(logged).toEqual([
      expect.objectContaining({ level: 40, roles: ['r-1'], msg: 'removal of roles accepted, not confirmed' }),
    ]);
  });

  it.each<[JsonObject, string]>([
    [{ state: 'FAILED', errors: [{ detail: 'No' }] }, 'No.'],
    [{ state: 'FAILED', errors: [{ detail: 'No.' }] }, 'No.'],
    [{ state: 'FAILED' }, 'no reason was given.'],
    [{ state: 'gone' }, 'Cloud Controller does not know it any more.'],
  ])('has failed with its job: %j', async (job, why) => {
    const { remove, waits } = setUp({ job });
    expect(await remove()).toMatchObject({
      status: 'failed',
      error: { status: 502, message: `The job that removes the role failed: ${why}` },
    });
    expect(waits).toEqual([250, 500, 1_000]);
    // It may have ended after the role was looked for.
    expect(await setUp({ job, isGone: true }).remove()).toEqual({ status: 'done' });
  });

  it('without a job is looked for like the others', async () => {
    const { remove, asked } = setUp({ job: null, goneAfter: 5 });
    expect(await remove()).toEqual({ status: 'done' });
    expect(asked.filter((call) => call.includes('jobs'))).toEqual([]);
  });
});
