/** A person in every backend, and what can be compared of him there. */
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import { type Stage, type SystemSetup, startStage } from '../support/stage.ts';
import {
  defaultTransformation,
  type EntityTransformation,
  type Mapping,
  withoutPatch,
} from '../support/transformations.ts';

export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The same PATCH is sent to each of these. */
export const SYSTEMS: readonly (readonly [Kind, system: string])[] = [
  ['v2', 'native'],
  ['v2', 'emulated'],
  ['v1', 'emulated'],
  ['cf', 'own'],
];

/** What becomes of a person in the backend. Lists are sorted texts. */
export interface Person {
  readonly active: boolean;
  readonly displayName: string | undefined;
  readonly givenName: string | undefined;
  readonly middleName: string | undefined;
  readonly familyName: string;
  readonly department: string | undefined;
  readonly division: string | undefined;
  readonly manager: string | undefined;
  readonly emails: readonly string[];
  readonly phoneNumbers: readonly string[];
  readonly addresses: readonly string[];
}

/** What the UAA keeps; of telephone numbers it has the first one without its type. */
const IN_UAA: ReadonlySet<string> = new Set(['active', 'givenName', 'familyName', 'emails']);

export interface People {
  readonly stage: Stage;
  /** Ids of somebody to be the manager. */
  readonly managers: readonly [before: string, after: string];
  /** Of somebody new. */
  create(): Promise<string>;
  seen(id: string): Promise<Partial<Person>>;
  /** As far as the backend keeps it. */
  kept(person: Partial<Person>): Partial<Person>;
  before(): Person;
}

export async function people(kind: Kind): Promise<People> {
  const setup: Readonly<Record<Kind, Record<string, SystemSetup>>> = {
    v2: { native: {}, emulated: { write: withoutPatch(defaultTransformation('v2', 'write')) } },
    v1: { emulated: {} },
    cf: { own: { write: withUpdates() } },
  };
  const stage = await startStage(kind, { users: 4, groups: 1 }, setup[kind]);
  const client = stage.client(Object.keys(setup[kind])[0] ?? '');
  const { body } = await client.get('/Users?count=2');
  const [first, second] = (body['Resources'] as JsonObject[]).map(({ id }) => String(id));
  const managers = [first ?? '', second ?? ''] as const;
  const before: Person = {
    active: true,
    displayName: 'Ada Vale',
    givenName: 'Ada',
    middleName: 'M',
    familyName: 'Vale',
    department: 'R&D',
    division: 'North',
    manager: managers[0],
    emails: ['work'],
    phoneNumbers: ['home +49 2', 'work +49 1'],
    addresses: ['home FR Paris', 'work DE Ulm'],
  };
  const kept = (person: Partial<Person>) =>
    kind === 'cf' ? Object.fromEntries(Object.entries(person).filter(([name]) => IN_UAA.has(name))) : person;
  let count = 0;
  return {
    stage,
    managers,
    kept,
    before: () => before,
    async create() {
      count += 1;
      const { status, body: created } = await stage.backend.send(
        'POST',
        'Users',
        sent(stage, count, managers[0]),
      );
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(created)}`);
      return String(created['id']);
    },
    seen: async (id) => kept(personIn(await stage.backend.entity(`Users/${id}`))),
  };
}

function sent({ kind, backend }: Stage, count: number, manager: string): JsonObject {
  const core = {
    userName: `ada.${count}`,
    active: true,
    name: { givenName: 'Ada', familyName: 'Vale' },
    emails: [{ value: `work.${count}@example.com` }],
  };
  if (kind === 'cf') return { ...core, origin: backend.properties['btp.cf.pm.origin'] ?? '' };
  return {
    ...core,
    displayName: 'Ada Vale',
    name: { givenName: 'Ada', middleName: 'M', familyName: 'Vale' },
    emails: [
      { value: `work.${count}@example.com`, ...(kind === 'v2' ? { type: 'work', primary: true } : {}) },
    ],
    phoneNumbers: [
      { type: 'work', value: '+49 1' },
      { type: 'home', value: '+49 2' },
    ],
    addresses: [
      { type: 'work', country: 'DE', locality: 'Ulm' },
      { type: 'home', country: 'FR', locality: 'Paris' },
    ],
    [ENTERPRISE]: { department: 'R&D', division: 'North', manager: { value: manager } },
  };
}

function personIn(entity: JsonObject): Person {
  const name = (entity['name'] ?? {}) as JsonObject;
  const enterprise = (entity[ENTERPRISE] ?? {}) as JsonObject;
  const manager = (enterprise['manager'] ?? {}) as JsonObject;
  const texts = (list: string, ...parts: readonly string[]) =>
    ((entity[list] ?? []) as JsonObject[])
      .map((element) => parts.flatMap((part) => element[part] ?? []).join(' '))
      .sort();
  return {
    active: entity['active'] === true,
    displayName: text(entity['displayName']),
    givenName: text(name['givenName']),
    middleName: text(name['middleName']),
    familyName: text(name['familyName']) ?? '',
    department: text(enterprise['department']),
    division: text(enterprise['division']),
    manager: text(manager['value']),
    // As they begin: the rest tells people apart.
    emails: texts('emails', 'value').map((value) => value.replace(/[.\d]*@.*/, '')),
    phoneNumbers: texts('phoneNumbers', 'type', 'value'),
    addresses: texts('addresses', 'type', 'country', 'locality'),
  };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The transformation of the type skips updates of users and knows nothing of `active`. */
export function withUpdates(): Readonly<Record<string, EntityTransformation>> {
  const { user, ...others } = defaultTransformation('cf', 'write');
  if (user === undefined) throw new Error('The transformation has no users.');
  const { skipOperations: _, ...rest } = user;
  const more = ['$.active', '$.externalId', '$.phoneNumbers'].map(
    (path): Mapping => ({
      sourcePath: path,
      targetPath: path,
      optional: true,
      preserveArrayWithSingleElement: true,
    }),
  );
  return { user: { ...rest, mappings: [...user.mappings, ...more] }, ...others };
}
