/** Cloud Controller's resources as JSON. */
import type { Landscape } from '../landscape.ts';
import type { Organization, Space } from '../store/organizations.ts';
import type { PlatformUser } from '../store/platform-users.ts';
import { isOrganizationRole, type Role } from '../store/roles.ts';
import { timestamp } from './answer.ts';
import { identify } from './identity.ts';

type View = Readonly<Record<string, unknown>>;

const NO_METADATA = { labels: {}, annotations: {} };

export function roleView({ url }: Landscape, role: Role): View {
  const self = `${url}/v3/roles/${encodeURIComponent(role.guid)}`;
  const user = `${url}/v3/users/${encodeURIComponent(role.user)}`;
  const target = { data: { guid: role.target } };
  const none = { data: null };
  const ofOrganization = isOrganizationRole(role.type);
  return {
    guid: role.guid,
    created_at: timestamp(role.createdAt),
    updated_at: timestamp(role.createdAt),
    type: role.type,
    relationships: {
      user: { data: { guid: role.user } },
      space: ofOrganization ? none : target,
      organization: ofOrganization ? target : none,
    },
    links: {
      self: { href: self },
      user: { href: user },
      ...(ofOrganization
        ? { organization: { href: `${url}/v3/organizations/${role.target}` } }
        : { space: { href: `${url}/v3/spaces/${role.target}` } }),
    },
  };
}

/** @throws CcError 503 while the UAA cannot be asked */
export function userView(landscape: Landscape, user: PlatformUser): View {
  const { username, origin } = identify(landscape, user.guid);
  return {
    guid: user.guid,
    created_at: timestamp(user.createdAt),
    updated_at: timestamp(user.updatedAt),
    username,
    presentation_name: username ?? user.guid,
    origin,
    metadata: user.metadata,
    links: { self: { href: `${landscape.url}/v3/users/${encodeURIComponent(user.guid)}` } },
  };
}

export function organizationView({ url }: Landscape, organization: Organization): View {
  const self = `${url}/v3/organizations/${organization.guid}`;
  return {
    guid: organization.guid,
    created_at: timestamp(organization.createdAt),
    updated_at: timestamp(organization.updatedAt),
    name: organization.name,
    suspended: organization.suspended,
    relationships: { quota: { data: { guid: QUOTA } } },
    metadata: NO_METADATA,
    links: {
      self: { href: self },
      domains: { href: `${self}/domains` },
      default_domain: { href: `${self}/domains/default` },
      quota: { href: `${url}/v3/organization_quotas/${QUOTA}` },
    },
  };
}

export function spaceView({ url, settings }: Landscape, space: Space): View {
  const self = `${url}/v3/spaces/${space.guid}`;
  return {
    guid: space.guid,
    created_at: timestamp(space.createdAt),
    updated_at: timestamp(space.updatedAt),
    name: space.name,
    ...(settings.spaceSuspension ? { suspended: space.suspended } : {}),
    relationships: {
      organization: { data: { guid: space.organization } },
      quota: { data: null },
    },
    metadata: NO_METADATA,
    links: {
      self: { href: self },
      organization: { href: `${url}/v3/organizations/${space.organization}` },
      features: { href: `${self}/features` },
      apply_manifest: { href: `${self}/actions/apply_manifest`, method: 'POST' },
    },
  };
}

/** Every organization has the same one. */
const QUOTA = '0a0a0a0a-0000-4000-8000-000000000001';
