/** That the runner sees what it looks for, and tries the same again. */
import { describe, expect, it } from 'vitest';
import { effectOf } from './clients/effect.ts';
import { read, type Told } from './clients/exchange.ts';
import { Lists } from './clients/lists.ts';
import { SYSTEMS } from './faults/kinds.ts';
import { ABSENT, Book, membershipValue } from './model/book.ts';
import { Contest, type Values } from './model/contest.ts';
import { Withheld } from './model/withheld.ts';
import { makeSchedule } from './schedule.ts';
import { type SavedRound, shrink } from './shrink.ts';
import { certainGrowth, slopeOf } from './soak/slope.ts';
import type { Snapshot } from './stage/backend-messages.ts';

const SENT = { id: 'r1', secrets: ['geheim'] };
const HEADERS = { 'content-type': 'application/scim+json; charset=utf-8', 'x-request-id': 'r1' };
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

function error(status: number, detail: string): string {
  return JSON.stringify({ schemas: [ERROR], status: String(status), detail });
}

describe('the judge', () => {
  it('has nothing against answers as they are documented', () => {
    expect(read(200, HEADERS, '{"id":"a"}', SENT).wrong).toEqual([]);
    expect(read(204, { 'x-request-id': 'r1' }, '', SENT).wrong).toEqual([]);
    expect(read(502, HEADERS, error(502, 'System a failed.'), SENT).wrong).toEqual([]);
    expect(
      read(429, { ...HEADERS, 'retry-after': '1' }, error(429, 'Too many requests.'), SENT).wrong,
    ).toEqual([]);
    const reloaded = 'are closed, because the proxy stops or loads its configuration';
    expect(read(503, HEADERS, error(503, reloaded), SENT).wrong).toEqual([]);
  });

  it.each([
    ['a status that no page names', read(418, HEADERS, error(418, 'I am a teapot.'), SENT)],
    ['another request id', read(200, { ...HEADERS, 'x-request-id': 'r2' }, '{}', SENT)],
    ['another media type', read(200, { ...HEADERS, 'content-type': 'text/html' }, '{}', SENT)],
    ['no JSON', read(200, HEADERS, '<html>', SENT)],
    ['an error that is none of SCIM', read(502, HEADERS, '{"error":"bad gateway"}', SENT)],
    ['503 without Retry-After', read(503, HEADERS, error(503, 'Come again later.'), SENT)],
    ['a secret', read(502, HEADERS, error(502, 'The password geheim is wrong.'), SENT)],
    ['a stack', read(502, HEADERS, error(502, 'It failed:\\n    at run (/app/run.ts:1:2)'), SENT)],
  ])('finds %s', (_, { wrong }) => {
    expect(wrong).toHaveLength(1);
  });
});

it.each([
  [204, '', 'done'],
  [502, 'Whether the change was made is not known: read the entity.', 'unknown'],
  [502, 'The change was probably made: read the entity.', 'unknown'],
  [502, 'It had begun to answer 200, so the change was made.', 'done'],
  [502, 'Nothing was sent, so nothing was changed.', 'undone'],
  [504, 'The time was over. Nothing was sent; repeat the request.', 'undone'],
  [504, 'It did not answer in time.', 'unknown'],
  [429, 'The limit is reached.', 'undone'],
  [409, 'There is one already.', 'undone'],
])('%i "%s" says of a change: %s', (status, text, effect) => {
  expect(effectOf({ status, text })).toBe(effect);
});

describe('the model', () => {
  const MEMBER = 'm1';
  const resident = { id: 'm1', userName: 'resident-1', familyName: 'Ber', givenName: 'Mem' };
  const before: Snapshot = { users: [resident], groups: { g: [] } };
  const anna = (familyName: string) => ({ id: 'a', userName: 'chaos-anna', familyName, givenName: 'Anna' });

  function book() {
    const made = new Book();
    return { made, user: made.user('chaos-anna'), membership: made.membership('g', MEMBER) };
  }

  function differences(made: Book, users: Snapshot['users'], members: readonly string[] = []) {
    return made.differences('v2', before, { users: [resident, ...users], groups: { g: members } });
  }

  it('holds writes to what was said of them', () => {
    const { made, user } = book();
    user.value.acknowledge('one', 'r1');
    expect(differences(made, [anna('one')])).toEqual([]);
    expect(differences(made, [anna('two')])).toHaveLength(1);
    expect(differences(made, [])).toHaveLength(1);
    expect(differences(made, [anna('one'), { ...anna('one'), id: 'b' }])).toHaveLength(1);
  });

  it('takes either for true where nobody knows, also late', () => {
    const { made, user } = book();
    user.value.doubt('one', 'r1');
    expect(differences(made, [])).toEqual([]);
    user.value.acknowledge(ABSENT, 'r2');
    expect(differences(made, [anna('one')])).toEqual([]);
    expect(differences(made, [anna('two')])).toHaveLength(1);
  });

  it('finds lost, doubled and phantom members', () => {
    const { made, membership } = book();
    expect(differences(made, [], [MEMBER])).toHaveLength(1);
    membership.value.acknowledge(membershipValue(true), 'r1');
    expect(differences(made, [], [MEMBER])).toEqual([]);
    expect(differences(made, [], [])).toHaveLength(1);
    expect(differences(made, [], [MEMBER, MEMBER])).toHaveLength(1);
    expect(differences(made, [], [MEMBER, 'somebody'])).toHaveLength(1);
  });

  it('finds who was made by nobody, and who was there before and is changed', () => {
    const { made } = book();
    expect(
      differences(made, [{ id: 'x', userName: 'chaos-x', familyName: 'X', givenName: 'X' }]),
    ).toHaveLength(1);
    const after = { users: [{ ...resident, familyName: 'Other' }], groups: { g: [] } };
    expect(made.differences('v2', before, after)).toHaveLength(1);
    expect(made.differences('v2', before, { users: [], groups: { g: [] } })).toHaveLength(1);
  });
});

describe('the model of who won', () => {
  function contest(isWhole = false) {
    const made = new Contest({ id: 'a', userName: 'anna' }, { familyName: 'F', givenName: 'G' }, isWhole);
    const writes = (values: Values) => made.begin(values);
    const is = (values: Values, since = made.now()) => made.wrongSince(since, values).length === 0;
    return { made, writes, is };
  }

  it('is the last one that is acknowledged, for each attribute', () => {
    const { writes, is } = contest();
    writes({ familyName: 'one' }).acknowledge('', 'r1');
    writes({ givenName: 'two' }).acknowledge('', 'r2');
    expect(is({ familyName: 'one', givenName: 'two' })).toBe(true);
    expect(is({ familyName: 'F' })).toBe(false);
    expect(is({ givenName: 'G' })).toBe(false);
  });

  it('is either of two that were under way together', () => {
    const { made, writes, is } = contest();
    const before = made.now();
    const [one, other] = [writes({ familyName: 'one' }), writes({ familyName: 'other' })];
    expect([is({ familyName: 'F' }), is({ familyName: 'other' })]).toEqual([true, true]);
    other.acknowledge('', 'r2');
    one.acknowledge('', 'r1');
    expect([is({ familyName: 'one' }), is({ familyName: 'other' })]).toEqual([true, true]);
    expect([is({ familyName: 'F' }), is({ familyName: 'F' }, before)]).toEqual([false, true]);
  });

  it('is none that was refused, and may be one of unknown outcome, late', () => {
    const { writes, is } = contest();
    writes({ familyName: 'one' }).refuse('', 'r1');
    writes({ familyName: 'two' }).doubt('', 'r2');
    writes({ familyName: 'three' }).acknowledge('', 'r3');
    expect(['one', 'two', 'three', 'F'].map((familyName) => is({ familyName }))).toEqual([
      ...[false, true, true, false],
    ]);
  });

  it('may be what a write of unknown outcome brings back, where that writes all of it', () => {
    for (const isWhole of [false, true]) {
      const { writes, is } = contest(isWhole);
      const late = writes({ familyName: 'one' });
      writes({ givenName: 'two' }).acknowledge('', 'r2');
      late.doubt('', 'r1');
      expect(is({ givenName: 'G' })).toBe(isWhole);
    }
  });
});

describe('the model of refused credentials', () => {
  const HELD = 'The next attempt is made in 15 minutes, or when the configuration is loaded again.';

  /** Two requests, of which the first one is told that nothing is sent. @returns what is wrong where the second one is sent */
  function secondIsSent(between: (withheld: Withheld) => void = () => {}, times = 1) {
    const withheld = new Withheld();
    withheld.change('v2', true);
    expect(withheld.sends(0, 'v2', 'r1')(HELD)).toBeUndefined();
    between(withheld);
    withheld.sends(0, 'v2', 'r2');
    return withheld.differences('v2', ['r1', ...Array<string>(times).fill('r2')]);
  }

  it('finds who shows them again', () => {
    expect(secondIsSent()).toHaveLength(1);
    expect(secondIsSent((withheld) => withheld.sends(0, 'v1', 'r3'))).toHaveLength(1);
  });

  it('allows it after a load, and when the time is over', () => {
    expect(secondIsSent((withheld) => withheld.occasion(), 3)).toEqual([]);
    expect(secondIsSent((withheld) => withheld.occasion(), 4)).toHaveLength(1);
    const over = (withheld: Withheld) => {
      withheld.change('v2', false);
      withheld.change('v2', true);
    };
    expect(secondIsSent(over)).toEqual([]);
  });

  it('finds who withholds them for longer than documented', () => {
    const told = new Withheld().sends(0, 'v2', 'r1');
    expect(told('The next attempt is made in 16 minutes')).toContain('960 seconds');
    expect(told('The next attempt is made in 5 seconds')).toBeUndefined();
  });
});

describe('lists', () => {
  /** @returns what is reported of groups of which a backend has two */
  async function walked(pages: readonly (readonly string[])[]): Promise<string[]> {
    const found: string[] = [];
    const left = [...pages];
    const lists = new Lists({
      system: 'scim',
      random: () => 0,
      residents: [],
      residentGroups: ['a', 'b'],
      async ask() {
        const ids = left.shift() ?? [];
        const Resources = ids.map((id) => ({ id }));
        const body = { totalResults: pages.flat().length, itemsPerPage: ids.length, Resources };
        return { id: 'r', status: 200, body, text: '', wrong: [] } satisfies Told;
      },
      report: (_, detail) => found.push(detail),
      wrongMembers: ({ id }) => (id === 'x' ? ['x has others'] : []),
    });
    await lists.groups();
    return found;
  }

  it('are right where each is there once', async () => {
    expect(await walked([['a'], ['b']])).toEqual([]);
  });

  it.each([
    ['twice', [['a', 'b'], ['b']], 'scim b: 2 times'],
    ['missing', [['a']], 'scim b: 0 times'],
    ['with other members', [['a', 'b'], ['x']], 'scim, x has others'],
  ])('are wrong where one is %s', async (_, pages, found) => {
    expect(await walked(pages)).toEqual([found]);
  });
});

describe('schedules', () => {
  const options = { requests: 100_000, instances: 2 };

  it('are the same for the same seed, and others for another', () => {
    expect(makeSchedule(7, options)).toEqual(makeSchedule(7, options));
    expect(makeSchedule(8, options)).not.toEqual(makeSchedule(7, options));
  });

  it('come in order, before the end, on all systems', () => {
    const schedule = makeSchedule(7, options);
    const times = schedule.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(times.at(-1)).toBeLessThan(options.requests);
    const hit = new Set(schedule.map((fault) => (fault.on === 'process' ? undefined : fault.system)));
    expect(SYSTEMS.every((system) => hit.has(system))).toBe(true);
  });

  it('shrink to the faults that it takes', async () => {
    const schedule = makeSchedule(7, { requests: 1_000, instances: 1 });
    const [guilty] = schedule.slice(5);
    const round: SavedRound = { seed: 7, clients: 32, requests: 1_000, instances: 1, schedule };
    const smallest = await shrink(round, async (smaller) =>
      smaller.schedule.some((fault) => fault === guilty),
    );
    expect(smallest.schedule).toEqual([guilty]);
    expect(smallest.clients).toBe(4);
  });
});

describe('the slope', () => {
  const points = (of: (index: number) => number) =>
    Array.from({ length: 100 }, (_, index) => ({ at: index, value: of(index) }));
  const noise = (index: number) => Math.sin(index * 12.9898) * 5;

  it('is that of the line', () => {
    const { growth, error, first, last } = slopeOf(points((index) => 3 + 2 * index));
    expect([growth, first, last].map(Math.round)).toEqual([198, 3, 201]);
    expect(error).toBeCloseTo(0);
  });

  it('is certain of what grows, and of nothing that only goes up and down', () => {
    expect(certainGrowth(slopeOf(points((index) => index + noise(index))))).toBeGreaterThan(80);
    expect(certainGrowth(slopeOf(points(noise)))).toBeLessThanOrEqual(0);
  });
});
