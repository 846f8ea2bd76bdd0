/** Which names of organizations and spaces are remembered, and for how long. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { PlaceIndex } from '../../../src/connectors/cloud-foundry/groups/place-index.ts';
import type { GroupRef, Place } from '../../../src/connectors/cloud-foundry/groups/role-group.ts';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { until } from '../../support/until.ts';
import { callContext } from '../support/context.ts';
import { LANDSCAPE, organization, setUp } from './support.ts';

const CACHE_TIME = 30_000;
const MOST = 1_000;

function setUpIndex() {
  const clock = { now: 1_000 };
  const index = new PlaceIndex({
    cacheTime: CACHE_TIME,
    log: pino({ level: 'silent' }),
    closed: new AbortController().signal,
    now: () => clock.now,
    wait: () => Promise.reject(new Error('Nobody waits.')),
  });
  return { clock, index };
}

const place = (number: number): Place => ({ organization: { guid: `o-${number}`, name: `name ${number}` } });
const refOf = (number: number): GroupRef => ({
  kind: 'organization',
  organization: `o-${number}`,
  role: 'organization_user',
});

describe('a place that was seen', () => {
  it('is known for the cache time', () => {
    const { clock, index } = setUpIndex();
    expect(index.find(refOf(1))).toBeUndefined();
    index.learn(place(1));
    clock.now += CACHE_TIME - 1;
    expect(index.find(refOf(1))).toEqual(place(1));
    clock.now += 1;
    expect(index.find(refOf(1))).toBeUndefined();
  });

  it('is known anew when it is seen again', () => {
    const { clock, index } = setUpIndex();
    index.learn(place(1));
    clock.now += CACHE_TIME;
    const renamed = { organization: { guid: 'o-1', name: 'other' } };
    index.learn(renamed);
    expect(index.find(refOf(1))).toEqual(renamed);
  });

  it('is one of a thousand: the one that was not seen for longest is forgotten', () => {
    const { index } = setUpIndex();
    for (let number = 1; number <= MOST; number += 1) index.learn(place(number));
    index.learn(place(1));
    expect(index.find(refOf(2))).toEqual(place(2));
    index.learn(place(MOST + 1));
    expect(index.find(refOf(2))).toBeUndefined();
    for (const number of [1, 3, MOST, MOST + 1]) expect(index.find(refOf(number))).toEqual(place(number));
  });

  it('is found by its own id, and only within its organization', () => {
    const { index } = setUpIndex();
    const { organization } = place(1);
    const inside = { organization, space: { guid: 's-1', name: 'dev', organization } };
    index.learn(inside);
    const ref = { kind: 'space', organization: 'o-1', space: 's-1', role: 'space_developer' } as const;
    expect(index.find(ref)).toEqual(inside);
    expect(index.find({ ...ref, organization: 'o-2' })).toBeUndefined();
    expect(index.find(refOf(1))).toBeUndefined();
  });

  it('is forgotten with all the others', () => {
    const { index } = setUpIndex();
    index.learn(place(1));
    index.drop();
    expect(index.find(refOf(1))).toBeUndefined();
    expect(index.known()).toBeUndefined();
  });
});

describe('the places of a landscape', () => {
  it('are read anew where they were dropped while they were read', async () => {
    // What hangs is not asked for once more.
    await using system = await setUp({ machinery: { silence: () => new Promise(() => {}) } });
    const page = () => system.groups.list({ startIndex: 1, count: 0 }, callContext());
    const lists = async () =>
      (await system.calls()).filter(({ path }) => path.startsWith('/v3/organizations')).length;
    // One list hangs, and its answer is the last; meanwhile a group turns out to have gone.
    await system.fault({ method: 'GET', path: '/v3/organizations', delayMs: 500, count: 1 });
    const first = page();
    await until(async () => (await lists()) === 1);
    const gone = `${organization(system).replace(/.$/, (last) => (last === '0' ? '1' : '0'))} organization_user`;
    await expect(system.groups.get(gone, {}, callContext())).rejects.toMatchObject({ status: 404 });
    system.cf.clock.advance(1);
    expect(await first).toMatchObject({ total: 36 });
    await page();
    expect(await lists()).toBe(2);
    await page();
    expect(await lists()).toBe(2);
  });

  it('are told by name apart: a space counts with its organization', async () => {
    await using system = await setUp();
    const one = system.cf.addOrg('one');
    const other = system.cf.addOrg('other');
    const space = system.cf.addSpace(one, 'same');
    system.cf.addSpace(other, 'same');
    system.cf.addSpace(one, 'another');
    await system.groups.list({ startIndex: 1, count: 0 }, callContext());
    await system.reset();
    for (const name of ['one:same', 'One:SAME']) {
      const filter = parseFilter(`displayName eq "${LANDSCAPE}:${name}:space_auditor"`);
      const query = { startIndex: 1, count: 9, filter, omit: ['members'] };
      expect(await system.groups.list(query, callContext())).toMatchObject({
        total: 1,
        entities: [{ id: `${one} ${space} space_auditor` }],
      });
    }
    // The index knows which one it is.
    expect((await system.calls()).filter(({ path }) => path.startsWith('/v3/spaces?'))).toEqual([]);
    await system.reset();
    const filter = parseFilter(`displayName eq "${LANDSCAPE}:other:another:space_auditor"`);
    expect(await system.groups.list({ startIndex: 1, count: 9, filter }, callContext())).toEqual({
      entities: [],
      total: 0,
    });
    // It is looked up, and not taken for the one of another organization: nobody asks for its roles.
    expect((await system.calls()).map(({ path }) => path.split('?')[0])).toEqual(['/v3/spaces']);
  });
});
