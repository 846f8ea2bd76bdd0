/** Certificates that let nobody in are answered like bad tokens: later and later; in simulated time. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { certificateAuthentication } from '../../src/server/authentication/certificate.ts';
import { SlowRefusals } from '../../src/server/authentication/slow-refusals.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** @returns what became of a request, as soon as something did */
function send(refusals: SlowRefusals, isGood: boolean, address = '10.0.0.1') {
  const clientCertificates = {
    shownWith: () => ({ certificate: { subject: 's', issuer: 'i', fingerprint: 'f' } }),
    ownerOf: () => (isGood ? { user: { id: 'client' } } : { detail: 'No.', reason: 'no' }),
    printName: String,
  };
  const request = { raw: {}, trail: { address }, scim: { lease: { runtime: { clientCertificates } } } };
  const state: { outcome?: string } = {};
  const { check } = certificateAuthentication(refusals);
  check.call(undefined as never, request as unknown as FastifyRequest, {} as FastifyReply, (error) => {
    state.outcome = error === undefined ? 'in' : 'refused';
  });
  return state;
}

it('after a hundred of an address, bad tokens among them', async () => {
  const refusals = new SlowRefusals();
  for (let count = 0; count < 50; count += 1) void refusals.wait('10.0.0.1');
  for (let count = 50; count < 99; count += 1) expect(send(refusals, false).outcome).toBe('refused');
  const late = send(refusals, false);
  expect(late.outcome).toBeUndefined();
  expect(send(refusals, true).outcome).toBe('in');
  expect(send(refusals, false, '10.0.0.2').outcome).toBe('refused');
  await vi.advanceTimersByTimeAsync(200);
  expect(late.outcome).toBe('refused');
});
