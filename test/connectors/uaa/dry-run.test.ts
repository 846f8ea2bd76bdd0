/** What a dry run of a change of members says is what becomes of the change when it is made. */
import { describe, expect, it } from 'vitest';
import type { RecordedRequest } from '../../../src/explain/rehearsal/recording.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { PATCH_OP } from '../../integration/support/client.ts';
import { newGroup, type UaaStage, uaaStage } from './support/stage.ts';

interface Report extends JsonObject {
  readonly summary: string;
  readonly response: JsonObject;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Tries it, looks that nothing came of it, then does it. */
async function both({ explainer, client, calls }: UaaStage, path: string, operations: JsonObject[]) {
  const body = { schemas: [PATCH_OP], Operations: operations };
  await calls();
  const dry = await explainer.send('PATCH', path, { body, headers: { prefer: 'handling=dry-run' } });
  expect((await calls()).filter(({ method }) => method !== 'GET')).toEqual([]);
  expect([dry.status, dry.text]).toEqual([200, expect.anything()]);
  const real = await client.send('PATCH', path, { body });
  const report = dry.body as Report;
  const shown = report['requests'] as unknown as RecordedRequest[];
  return {
    report,
    real,
    shown: shown.map(({ method, url, body }): Sent => {
      const { pathname, search } = new URL(url);
      return { method, path: pathname + search, body };
    }),
    notes: shown.map(({ note }) => note).filter((note) => note !== undefined),
    sent: (await calls()).map(({ method, path, body }): Sent => ({ method, path, body: body ?? undefined })),
  };
}

const byText = (requests: readonly Sent[]) => requests.map((request) => JSON.stringify(request)).toSorted();

describe.each([
  ['one by one', 'false'],
  ['by one PATCH of the UAA', 'true'],
])('a dry run of a change of members %s', (_, patches) => {
  const properties = { 'xsuaa.support.patch.operation': patches };

  async function staged(more: Readonly<Record<string, string>> = {}) {
    const stage = await uaaStage({ properties: { ...properties, ...more } });
    const [one = '', two = '', three = ''] = stage.cf.users().map(({ id }) => id);
    const id = await newGroup(stage, 'Viewer', [{ value: one, origin: stage.cf.origin }]);
    const operations = [
      { op: 'add', path: 'members', value: [{ value: two }, { value: three }] },
      { op: 'remove', path: `members[value eq "${one}"]` },
    ];
    return { stage, path: `/Groups/${id}`, one, operations };
  }

  it('shows what would be sent, and that nothing would be answered', async () => {
    const { stage, path, operations } = await staged();
    const { report, shown, real, sent } = await both(stage, path, operations);
    expect([report.response['status'], real.status]).toEqual([204, 204]);
    expect(report.response['warnings']).toEqual([real.headers['x-ipsproxy-warning'] ?? []].flat());
    expect(report.summary).toMatch(
      /^The backend would be changed by \d requests?\. The client would get 204\.$/,
    );
    expect(byText(shown)).toEqual(byText(sent));
  });

  it('answers with the group as it is now, where changes are answered with the group', async () => {
    const { stage, path, one, operations } = await staged({ 'xsuaa.patch.response.with.resource': 'true' });
    const { report, real, notes } = await both(stage, path, operations);
    expect([report.response['status'], real.status]).toEqual([200, 200]);
    expect(report.response['body']).toMatchObject({ displayName: 'Viewer', members: [{ value: one }] });
    expect(notes).toEqual(['shows it as it is now: the change was not made']);
  });

  it('finds nothing to do where there is nothing', async () => {
    const { stage, path, one } = await staged();
    const operations = [{ op: 'replace', path: 'members', value: [{ value: one }] }];
    const { report, real } = await both(stage, path, operations);
    expect([report.response['status'], real.status]).toEqual([204, 204]);
    expect(report.summary).toContain('no request to the backend would change anything');
  });
});
