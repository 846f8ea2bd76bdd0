import { describe, expect, it } from 'vitest';
import { requestIdOf } from '../../src/server/http/request-id.ts';
import { fakeSystem, startProxy } from './helpers.ts';

const MADE = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

describe('the request id', () => {
  it.each([
    ['the caller', { 'x-request-id': 'a.B-c_1', 'x-vcap-request-id': 'vcap' }, 'a.B-c_1'],
    ['the platform', { 'x-vcap-request-id': 'vcap' }, 'vcap'],
    [
      'the platform, where the caller sends nonsense',
      { 'x-request-id': 'a b', 'x-vcap-request-id': 'vcap' },
      'vcap',
    ],
    ['nobody', {}, MADE],
    ['somebody with bad intentions', { 'x-request-id': '{"level":60}' }, MADE],
    ['somebody with too many words', { 'x-request-id': 'a'.repeat(129) }, MADE],
    ['somebody with nothing to say', { 'x-request-id': '' }, MADE],
  ])('is given by %s', (_, headers, id) => {
    expect(requestIdOf({ headers })).toEqual(expect.stringMatching(id));
  });

  it('is on every answer, in the log, and goes on to the system', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const headers = { 'x-request-id': 'trace-me' };
    for (const path of ['/Users', '/Nothing', '/Users/%zz']) {
      expect((await proxy.send(path, { headers })).headers['x-request-id']).toBe('trace-me');
    }
    expect((await proxy.send('/nowhere', { absolute: true })).headers['x-request-id']).toMatch(MADE);
    expect(system.calls[0]?.context.requestId).toBe('trace-me');
    system.calls[0]?.context.log.info('from the connector');
    expect(proxy.log.lines).toContainEqual(
      expect.objectContaining({ msg: 'from the connector', requestId: 'trace-me', system: system.id }),
    );
  });
});
