/**
 * Fills a landscape. `orgs`, `spaces` and `users` are what a client sees that keeps to its own origin and to the
 * organizations its user manages. On top of that there is what such a client must not see: users of other origins
 * (some with the same name), one who is gone from the UAA, one whose identity provider is switched off, and three
 * organizations that the provisioning user does not manage.
 */
import { createUser, type Landscape, type NewUser } from '../landscape.ts';
import { IdentityProvider } from '../store/identity-providers.ts';
import type { RoleType } from '../store/roles.ts';
import { organizationName, spaceName } from './names.ts';
import { person } from './people.ts';
import { homeOf, organizationAssignments, spaceAssignments } from './plan.ts';
import { seedGroups } from './scope-groups.ts';

export interface SeedSize {
  readonly orgs: number;
  /** Per organization. */
  readonly spaces: number;
  readonly users: number;
  readonly origin: string;
  readonly provisioningUser: string;
  readonly password: string;
}

export interface Seeded {
  /** Id of the provisioning user. */
  readonly provisioner: string;
}

interface Place {
  readonly guid: string;
  readonly spaces: readonly string[];
}

const HOUR = 3_600_000;
/** Before anybody: 2025-01-02T00:00:00Z */
const BEGINNING = Date.UTC(2025, 0, 2);
/** After everybody: 2026-02-03T08:20:00Z */
const ROLES_GIVEN = Date.UTC(2026, 1, 3, 8, 20);
/** So many roles carry the same second. */
const ROLES_PER_SECOND = 8;
/** From so many organizations on, this one of them is suspended. */
const SUSPENDED = 4;
const MEMBERS_OF_OTHERS = 10;
const FOREIGN_ORIGIN = 'sap.ids';
const OTHER_PLATFORM = 'other-platform';
const INACTIVE_ORIGIN = 'retired-platform';
/** Taken by users that are not the client's. */
export const OTHER_ORIGINS: readonly string[] = ['uaa', FOREIGN_ORIGIN, OTHER_PLATFORM, INACTIVE_ORIGIN];
const GHOST = '9b0c0ffe-dead-4bad-8bad-c0ffee000001';

export function seedLandscape(landscape: Landscape, size: SeedSize): Seeded {
  seedProviders(landscape, size);
  seedGroups(landscape, BEGINNING);
  const provisioner = seedProvisioner(landscape, size);
  const people = range(size.users).map((index) =>
    addUser(landscape, { ...person(index), origin: size.origin }),
  );
  const others = seedForeigners(landscape);
  const member = addPlace(landscape, 'Shared: Services', 0, 2);
  const legacy = addPlace(landscape, 'Legacy Portal', 0, 2);
  const places = range(size.orgs).map((index) =>
    addPlace(landscape, organizationName(index), Math.floor(index / 3) + 1, size.spaces),
  );
  const elsewhere = addPlace(landscape, 'Elsewhere', 1, 2);
  suspendOne(landscape, places);

  const give = roleGiver(landscape);
  for (const { guid } of places) {
    give('organization_user', provisioner, guid);
    give('organization_manager', provisioner, guid);
  }
  give('organization_user', provisioner, member.guid);
  give('organization_user', provisioner, legacy.guid);
  give('space_developer', provisioner, legacy.spaces[0]);
  seedPlan(give, people, places);
  seedOtherMembers(give, others, places);
  for (const place of [member, legacy, elsewhere]) seedOthersPlace(give, people, others, place);
  return { provisioner };
}

function seedProviders(landscape: Landscape, { origin, provisioningUser, password }: SeedSize): void {
  for (const name of [origin, FOREIGN_ORIGIN, OTHER_PLATFORM]) {
    landscape.providers.set(name, new IdentityProvider(name));
  }
  landscape.providers.set(INACTIVE_ORIGIN, new IdentityProvider(INACTIVE_ORIGIN, { active: false }));
  landscape.providers.get(origin)?.addAccount(provisioningUser, password);
}

function seedProvisioner(landscape: Landscape, { origin, provisioningUser }: SeedSize): string {
  const provisioner = addUser(landscape, {
    userName: provisioningUser,
    origin,
    email: provisioningUser,
    givenName: 'CF',
    familyName: 'Provisioning',
    // As a user is who came with a login, and has come back.
    externalId: `P${landscape.guids.hex('subject', 6)}`,
    verified: false,
    created: BEGINNING,
    previousLogonTime: BEGINNING,
    lastLogonTime: BEGINNING + HOUR,
  });
  landscape.provisioners.add(provisioner);
  return provisioner;
}

interface Others {
  /** Manages every organization. */
  readonly partner: string;
  readonly namesakes: readonly string[];
  readonly otherPlatform: string;
  readonly inactive: string;
}

function seedForeigners(landscape: Landscape): Others {
  const foreign = (fields: Omit<NewUser, 'email'>): string =>
    addUser(landscape, { email: fields.userName, created: BEGINNING, ...fields });
  addUser(landscape, { userName: 'admin', origin: 'uaa', email: 'admin', created: BEGINNING });
  return {
    partner: foreign({ userName: 'partner@contractor.example', origin: FOREIGN_ORIGIN }),
    namesakes: range(5).map((index) => addUser(landscape, { ...person(index), origin: FOREIGN_ORIGIN })),
    otherPlatform: addUser(landscape, { ...person(0), origin: OTHER_PLATFORM }),
    inactive: foreign({ userName: 'former@retired.example', origin: INACTIVE_ORIGIN }),
  };
}

function addUser(landscape: Landscape, fields: NewUser): string {
  return createUser(landscape, fields).id;
}

function addPlace(landscape: Landscape, name: string, hour: number, spaces: number): Place {
  const { guids, organizations } = landscape;
  const createdAt = BEGINNING + hour * HOUR;
  const guid = guids.next('organization');
  const times = { createdAt, updatedAt: createdAt };
  organizations.addOrganization({ guid, name, suspended: false, deleting: false, ...times });
  return {
    guid,
    spaces: range(spaces).map((index) => {
      const space = guids.next('space');
      organizations.addSpace({
        guid: space,
        organization: guid,
        name: spaceName(index),
        suspended: false,
        deleting: false,
        ...times,
      });
      return space;
    }),
  };
}

function suspendOne({ organizations }: Landscape, places: readonly Place[]): void {
  const organization = organizations.organization(places[SUSPENDED]?.guid ?? '');
  if (organization === undefined) return;
  organizations.update(organization, (changed) => {
    changed.suspended = true;
  });
}

type Give = (type: RoleType, user: string, target: string | undefined) => void;

/** Gives roles in time order; where there is no such space, there is no role. */
function roleGiver({ guids, roles, platformUsers }: Landscape): Give {
  let given = 0;
  return (type, user, target) => {
    if (target === undefined) return;
    const createdAt = ROLES_GIVEN + Math.floor(given / ROLES_PER_SECOND) * 1000;
    given += 1;
    platformUsers.ensure(user, createdAt);
    roles.add({ guid: guids.next('role'), type, user, target, createdAt });
  };
}

function seedPlan(give: Give, people: readonly string[], places: readonly Place[]): void {
  if (places.length === 0) return;
  for (const [index, user] of people.entries()) {
    for (const { organization, type } of organizationAssignments(index, places.length)) {
      give(type, user, places[organization]?.guid);
    }
    const home = places[homeOf(index, places.length)];
    const space = home?.spaces[Math.floor(index / places.length) % Math.max(1, home.spaces.length)];
    for (const type of spaceAssignments(index)) give(type, user, space);
  }
}

/** In the organizations a client does see: members that it must leave alone. */
function seedOtherMembers(give: Give, others: Others, places: readonly Place[]): void {
  for (const [index, place] of places.entries()) {
    give('organization_user', others.partner, place.guid);
    give('organization_manager', others.partner, place.guid);
    give('space_manager', others.partner, place.spaces[0]);
    if (index % 3 === 0) {
      const namesake = others.namesakes[index % others.namesakes.length] ?? others.partner;
      give('organization_user', namesake, place.guid);
      give('space_developer', namesake, place.spaces[0]);
      give('organization_user', others.otherPlatform, place.guid);
    }
    if (index % 5 === 0) {
      give('organization_user', others.inactive, place.guid);
      give('space_developer', others.inactive, place.spaces[0]);
    }
    if (index % 7 === 0) {
      give('organization_user', GHOST, place.guid);
      give('organization_manager', GHOST, place.guid);
    }
  }
}

/** In the organizations a client must not touch: people that it does see elsewhere. */
function seedOthersPlace(give: Give, people: readonly string[], others: Others, place: Place): void {
  give('organization_user', others.partner, place.guid);
  give('organization_manager', others.partner, place.guid);
  for (const user of people.slice(0, MEMBERS_OF_OTHERS)) {
    give('organization_user', user, place.guid);
    give('space_developer', user, place.spaces[0]);
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
