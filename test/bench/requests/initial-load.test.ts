import { expect, it } from 'vitest';
import { type InitialLoad, problemsOf } from '../../../bench/requests/initial-load.ts';

const load: InitialLoad = {
  program: 'ipsproxy',
  requests: 10,
  seconds: 1,
  p50: 1,
  p99: 1,
  longest: 1,
  errors: {},
  created: 10,
  mostCreated: 1,
  upstream: 10,
  cpu: 1,
  resident: { ready: 1, most: 1 },
  used: { before: 1, after: 1 },
};

it.each([
  [{}, []],
  [{ created: 9 }, ['initial load, ipsproxy: of 10 users 9 were created, one of them 1 times']],
  [{ mostCreated: 2 }, ['initial load, ipsproxy: of 10 users 10 were created, one of them 2 times']],
  [{ errors: { 'status 503': 1 } }, ['initial load, ipsproxy: status 503, 1 times']],
])('each user is created once: %j', (different, problems) => {
  expect(problemsOf({ ...load, ...different }, 10)).toEqual(problems);
});
