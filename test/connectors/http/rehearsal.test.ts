import { describe, expect, it } from 'vitest';
import type { DryRun, DryRunRequest } from '../../../src/connectors/dry-run.ts';
import { bearerToken } from '../../../src/connectors/http/bearer-token.ts';
import {
  compose,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
} from '../../../src/connectors/http/exchange.ts';
import { onlyIfSent, rehearse } from '../../../src/connectors/http/rehearsal.ts';

const ANSWER: OutboundResponse = { status: 200, headers: {}, body: Buffer.from('{}') };
const MADE_UP: OutboundResponse = { status: 201, headers: {}, body: Buffer.from('{"id":"x"}') };

/** @returns what came to the backend, and to the dry run */
function setup() {
  const sent: OutboundRequest[] = [];
  const told: DryRunRequest[] = [];
  const send: Send = async (request) => {
    sent.push(request);
    return ANSWER;
  };
  const dryRun: DryRun = {
    read: (request, go) => {
      told.push(request);
      return go();
    },
    write: (request) => {
      told.push(request);
      return MADE_UP;
    },
  };
  const rehearsal = (isWrite: boolean) => ({ dryRun, isWrite, mask: (text: string) => text });
  return { sent, told, send, rehearsal };
}

const request: OutboundRequest = {
  method: 'POST',
  path: '/scim/Users',
  headers: { accept: 'x' },
  body: '{}',
  signal: new AbortController().signal,
};

describe('a dry run', () => {
  it('lets reads through, and shows them', async () => {
    const { sent, told, send, rehearsal } = setup();
    const read = { ...request, method: 'GET', body: undefined, rehearsal: rehearsal(false) } as const;
    expect(await rehearse('https://host')(send)(read)).toBe(ANSWER);
    expect(sent).toEqual([read]);
    expect(told).toMatchObject([{ method: 'GET', url: 'https://host/scim/Users', headers: { accept: 'x' } }]);
  });

  it('answers writes, and sends none', async () => {
    const { sent, told, send, rehearsal } = setup();
    const write = { ...request, rehearsal: rehearsal(true) };
    expect(await rehearse('https://host')(send)(write)).toBe(MADE_UP);
    expect(sent).toEqual([]);
    expect(told).toMatchObject([{ method: 'POST', url: 'https://host/scim/Users', body: '{}' }]);
  });

  it('is not what other requests meet', async () => {
    const { sent, told, send } = setup();
    expect(await rehearse('https://host')(send)(request)).toBe(ANSWER);
    expect([sent, told]).toEqual([[request], []]);
  });
});

describe('what learns from answers', () => {
  it('does not see those that are made up', async () => {
    const { send, rehearsal } = setup();
    const seen: number[] = [];
    const learner = onlyIfSent((next) => async (passing) => {
      const answer = await next(passing);
      seen.push(answer.status);
      return answer;
    });
    const through = compose(send, learner, rehearse('https://host'));
    await through({ ...request, rehearsal: rehearsal(true) });
    expect(seen).toEqual([]);
    await through({ ...request, rehearsal: rehearsal(false) });
    await through(request);
    expect(seen).toEqual([200, 200]);
  });

  it('takes no token for one that the API took', async () => {
    const { told, send, rehearsal } = setup();
    const accepted: string[] = [];
    const source = {
      current: async () => 'token',
      renewed: async () => undefined,
      accepted: (token: string) => accepted.push(token),
    };
    const through = compose(send, bearerToken(source), rehearse('https://host'));
    await through({ ...request, rehearsal: rehearsal(true) });
    expect([accepted, told[0]?.headers['authorization']]).toEqual([[], 'Bearer token']);
    await through(request);
    expect(accepted).toEqual(['token']);
  });
});
