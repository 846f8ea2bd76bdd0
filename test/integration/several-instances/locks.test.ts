/**
 * Two instances, each a process of its own, and eight writers of one version 1 group and one group whose PATCH the proxy emulates at
 * a server without versions. Instances are stopped and killed, and Valkey is killed and starts with nothing: no membership that was
 * acknowledged gets lost, and none appears that nobody asked for.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startScim } from '../../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { LEASE_TIMES } from '../../../src/state/valkey/leases.ts';
import { startProxy } from '../../cli/proxy-process.ts';
import { until } from '../../support/until.ts';
import { startValkey, VALKEY_BINARY } from '../../support/valkey-server.ts';
import { startBackend } from '../support/backends.ts';
import { scimClient } from '../support/client.ts';
import { sandboxControl } from '../support/sandbox.ts';

const WRITERS = 8;
/** Each writer's own, so that it knows of each whether he is a member. */
const OWN = 3;
const CREDENTIALS = 'client:secret';
/** Milliseconds that the backends take for a read, so that who is stopped is mostly stopped between reading and writing. */
const DELAY = 60;
const LONGEST = { longest: 40_000 };

interface Place {
  readonly system: string;
  readonly path: string;
  readonly people: readonly string[];
  members(): Promise<string[]>;
}

interface Stage {
  /** Of the configuration. */
  readonly system: object;
  readonly place: Place;
  /** Of the backend's user. */
  readonly secret: string;
}

const secretOf = (system: string) => `${system.toUpperCase()}_SECRET`;

/** What a writer knows of his people in one group: whether each is a member, or that it is not known. */
type Known = Map<string, boolean | undefined>;

it.skipIf(VALKEY_BINARY === undefined)(
  'no acknowledged membership is lost and none is made up, whatever stops, dies or forgets',
  async () => {
    const valkey = await startValkey();
    const places = await Promise.all([version1(), withoutVersions()]);
    const more = {
      state: { url: { env: 'VALKEY_URL' } },
      systems: places.map(({ system }) => system),
    };
    const secrets = Object.fromEntries(places.map(({ place, secret }) => [secretOf(place.system), secret]));
    const env = { ...secrets, VALKEY_URL: `redis://127.0.0.1:${valkey.port}` };
    const [one, two] = await Promise.all([startProxy(more, { env }), startProxy(more, { env })]);
    const urls = [one.url, two.url];
    /** Acknowledged changes, by instance and group. */
    const done = new Map<string, number>();
    const known = places.map(() => Array.from({ length: WRITERS }, (): Known => new Map()));
    const refused: string[] = [];
    let isOver = false;

    const write = async (writer: number) => {
      let instance = writer % 2;
      for (let turn = writer; !isOver || isUnclear(writer); turn += 1) {
        const at = turn % places.length;
        const place = places[at]?.place;
        const mine = known[at]?.[writer];
        if (place === undefined || mine === undefined) throw new Error('There is no such place.');
        const unclear = [...mine].find(([, isMember]) => isMember === undefined)?.[0];
        if (isOver && unclear === undefined) continue;
        const person = unclear ?? place.people[writer * OWN + (turn % OWN)] ?? '';
        const joins = mine.get(person) !== true;
        const operation = joins
          ? { op: 'add', path: 'members', value: [{ value: person }] }
          : { op: 'remove', path: `members[value eq "${person}"]` };
        const client = scimClient(`${urls[instance]}/ipsproxy/api/v1/scim/${place.system}`, CREDENTIALS);
        try {
          const { status, text } = await client.patch(place.path, [operation]);
          if (status < 300) {
            mine.set(person, joins);
            done.set(`${instance} ${at}`, (done.get(`${instance} ${at}`) ?? 0) + 1);
            continue;
          }
          refused.push(`${status} ${text}`);
          if (!text.includes('othing was sent')) mine.set(person, undefined);
        } catch {
          // The instance is gone: as a balancer would, the next request goes to the other one.
          mine.set(person, undefined);
          instance = 1 - instance;
        }
        await pause(50);
      }
    };
    const isUnclear = (writer: number) =>
      known.some((all) => [...(all[writer]?.values() ?? [])].includes(undefined));
    const doneBy = (...instances: number[]) => {
      const before = new Map(done);
      const each = instances.flatMap((instance) => places.map((_, at) => `${instance} ${at}`));
      return () => each.every((name) => (done.get(name) ?? 0) > (before.get(name) ?? 0) + 2);
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    try {
      await until(doneBy(0, 1), LONGEST);

      two.child.kill('SIGSTOP');
      await pause(LEASE_TIMES.lifetime + 1_000);
      await until(doneBy(0), LONGEST);
      two.child.kill('SIGCONT');
      await until(doneBy(0, 1), LONGEST);

      await valkey.kill();
      await until(() => refused.some((text) => /^503 .*state.{1,3} cannot be used/.test(text)), LONGEST);
      await valkey.start();
      await until(doneBy(0, 1), LONGEST);

      one.child.kill('SIGKILL');
      await until(doneBy(1), LONGEST);
    } finally {
      isOver = true;
    }
    await Promise.all(writers);

    for (const [at, { place }] of places.entries()) {
      const expected = known[at]?.flatMap((mine) => [...mine].filter(([, is]) => is).map(([id]) => id));
      expect((await place.members()).toSorted()).toEqual(expected?.toSorted());
    }
    const unexpected = refused.filter((text) => !/^(?:503|504) /.test(text));
    expect(unexpected).toEqual([]);
  },
  240_000,
);

async function version1(): Promise<Stage> {
  const backend = await startBackend('v1', { users: WRITERS * OWN, groups: 1 });
  onTestFinished(() => backend.close());
  const id = (list: JsonObject) => (list['Resources'] as JsonObject[]).map((each) => String(each['id']));
  const people = id(await backend.entity('Users'));
  const [group = ''] = id(await backend.entity('Groups'));
  await backend.send('PUT', `Groups/${group}`, { id: group, displayName: 'Contended', members: [] });
  await backend.control.fault({ count: 1_000_000, method: 'GET', delayMs: DELAY });
  return {
    system: {
      id: 'v1',
      type: backend.type,
      properties: { ...backend.properties, Password: { env: secretOf('v1') } },
    },
    secret: String(backend.properties['Password']),
    place: {
      system: 'v1',
      path: `/Groups/${group}`,
      people,
      members: async () => membersOf(await backend.entity(`Groups/${group}`)),
    },
  };
}

async function withoutVersions(): Promise<Stage> {
  const server = await startScim({
    users: WRITERS * OWN,
    groups: 0,
    switches: { versions: 'none', patch: 'not-implemented', authentication: 'basic' },
  });
  onTestFinished(() => server.close());
  const { user, password } = server.credentials;
  const client = scimClient(server.base, `${user}:${password}`);
  const list = (await client.get('/Users?count=100')).body;
  const people = (list['Resources'] as JsonObject[]).map(({ id }) => String(id));
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  const { body } = await client.post('/Groups', { schemas, displayName: 'Contended' });
  const path = `/Groups/${String(body['id'])}`;
  await sandboxControl(server.url).fault({ count: 1_000_000, method: 'GET', delayMs: DELAY });
  return {
    system: {
      id: 'scim',
      type: 'scim',
      properties: {
        Type: 'HTTP',
        URL: server.base,
        Authentication: 'BasicAuthentication',
        User: user,
        Password: { env: secretOf('scim') },
      },
    },
    secret: password,
    place: { system: 'scim', path, people, members: async () => membersOf((await client.get(path)).body) },
  };
}

function membersOf({ members = [] }: JsonObject): string[] {
  return (members as JsonObject[]).map(({ value }) => String(value));
}
