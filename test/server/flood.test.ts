import { Agent } from 'undici';
import { expect, it } from 'vitest';
import { API, basic, SYSTEM, startProxy, technicalUser } from './helpers.ts';

const PATH = `${API}/${SYSTEM}/Users`;
const AT_ONCE = 15;
/** Far more than the two or three that it takes. */
const MOST_TRIES = 50;

async function statusOf(agent: Agent, origin: string, authorization: string): Promise<number> {
  const { statusCode, body } = await agent.request({
    origin,
    path: PATH,
    method: 'GET',
    headers: { authorization },
  });
  await body.dump();
  return statusCode;
}

it.each([
  ['its own id', 'new'],
  ['an id that does not exist', 'nobody'],
])('a client that was never here gets in while somebody at its address guesses %s', async (_, guessed) => {
  const proxy = await startProxy({ users: [await technicalUser('new', ['secret'])] });
  const [guesser, client] = [new Agent(), new Agent()];
  const guesses = { made: 0, let: [] as number[] };
  const { promise: sentAway, resolve: firstSentAway } = Promise.withResolvers<void>();
  let going = true;
  const guess = async () => {
    while (going) {
      const status = await statusOf(guesser, proxy.url, basic(guessed, `guess ${guesses.made++}`));
      if (status === 429) firstSentAway();
      if (status !== 429 && status !== 401) guesses.let.push(status);
    }
  };
  const guessing = Promise.all(Array.from({ length: AT_ONCE }, guess));
  await sentAway;

  const statuses: number[] = [];
  while (statuses.at(-1) !== 200 && statuses.length < MOST_TRIES) {
    statuses.push(await statusOf(client, proxy.url, basic('new', 'secret')));
  }
  expect(statuses.at(-1)).toBe(200);
  expect(await statusOf(client, proxy.url, basic('new', 'secret'))).toBe(200);
  going = false;
  await guessing;
  expect(guesses.let).toEqual([]);
  await Promise.all([guesser.destroy(), client.destroy()]);
});
