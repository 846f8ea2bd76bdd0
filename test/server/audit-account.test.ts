/** What an audit line says became of a request, by what the backend answered. */
import { expect, it } from 'vitest';
import { RequestAccount } from '../../src/server/audit/account.ts';

/** @param answers to writes; absent: none came */
function outcome(answers: readonly (number | undefined)[], status: number): string {
  const account = new RequestAccount();
  for (const answer of answers) {
    const call = account.call(true);
    call.sent();
    if (answer !== undefined) call.answered(answer);
  }
  return account.outcomeOf({ status, extensions: undefined });
}

it.each<[(number | undefined)[], number, string]>([
  [[], 403, 'refused'],
  [[], 503, 'refused'],
  [[], 502, 'failed'],
  [[400], 400, 'refused'],
  [[500], 502, 'failed'],
  [[503], 503, 'failed'],
  // A gateway does not know either.
  [[502], 502, 'unknown'],
  [[504], 504, 'unknown'],
  [[undefined], 504, 'unknown'],
  [[502, 503], 503, 'unknown'],
  [[200, 400], 400, 'partial'],
])('writes that are answered by %j, and an answer of %d: %s', (answers, status, expected) => {
  expect(outcome(answers, status)).toBe(expected);
});
