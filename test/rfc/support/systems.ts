/** The systems of the demo, and what of RFC 7643 and RFC 7644 each of them can carry: the rest is the backend's own. */
import { systemPath } from '../../../src/server/families.ts';
import {
  CLOUD_FOUNDRY,
  IDENTITY_AUTHENTICATION_V1,
  IDENTITY_AUTHENTICATION_V2,
  SCIM,
} from '../../integration/support/demo.ts';

/** What the attributes of users are called here, beside `userName`, `name.givenName`, `name.familyName` and `emails.value`. */
type Carried =
  | 'externalId'
  | 'name.formatted'
  | 'displayName'
  | 'nickName'
  | 'title'
  | 'emails.type'
  | 'addresses'
  | 'enterprise';

export interface DemoSystem {
  readonly name: string;
  readonly id: string;
  readonly users: {
    /** Through the default transformations, there and back. */
    readonly carries: readonly Carried[];
    /** `false`: the write transformation skips updates, as a user belongs to others as well. */
    readonly canChange: boolean;
    /** `false`: an attribute that has a value keeps one, and clients are warned. */
    readonly canClear: boolean;
    readonly mostEmails: number;
    /** `false`: the backend has users that log on by e-mail alone, against RFC 7643 section 4.1.1. */
    readonly needsUserName: boolean;
    readonly hasVersions: boolean;
  };
  readonly groups: {
    /** `false`: a group is a role, which comes and goes with what it is about. */
    readonly canCreate: boolean;
    readonly hasUniqueNames: boolean;
    readonly hasVersions: boolean;
  };
}

export const SYSTEMS: readonly DemoSystem[] = [
  {
    name: 'Identity Authentication, version 2',
    id: IDENTITY_AUTHENTICATION_V2,
    users: {
      carries: ['displayName', 'addresses', 'enterprise'],
      canChange: true,
      canClear: true,
      mostEmails: 5,
      needsUserName: false,
      hasVersions: true,
    },
    groups: { canCreate: true, hasUniqueNames: true, hasVersions: true },
  },
  {
    name: 'Identity Authentication, version 1',
    id: IDENTITY_AUTHENTICATION_V1,
    users: {
      carries: ['displayName', 'addresses', 'enterprise'],
      canChange: true,
      canClear: false,
      mostEmails: 1,
      needsUserName: false,
      hasVersions: false,
    },
    groups: { canCreate: true, hasUniqueNames: true, hasVersions: false },
  },
  {
    name: 'Cloud Foundry',
    id: CLOUD_FOUNDRY,
    users: {
      carries: [],
      canChange: false,
      canClear: false,
      mostEmails: 1,
      needsUserName: true,
      hasVersions: true,
    },
    groups: { canCreate: false, hasUniqueNames: true, hasVersions: false },
  },
  {
    name: 'SCIM System',
    id: SCIM,
    users: {
      carries: [
        'externalId',
        'name.formatted',
        'displayName',
        'nickName',
        'title',
        'emails.type',
        'addresses',
        'enterprise',
      ],
      canChange: true,
      canClear: true,
      mostEmails: 5,
      needsUserName: true,
      hasVersions: true,
    },
    groups: { canCreate: true, hasUniqueNames: false, hasVersions: true },
  },
];

/** Those whose users clients may change. */
export const CHANGING = SYSTEMS.filter(({ users }) => users.canChange);
/** Those whose groups clients may create. */
export const GROUPING = SYSTEMS.filter(({ groups }) => groups.canCreate);

export function carrying(...attributes: readonly Carried[]): readonly DemoSystem[] {
  return SYSTEMS.filter(({ users }) => attributes.every((name) => users.carries.includes(name)));
}

export function pathOf({ id }: DemoSystem): string {
  return systemPath(id);
}
