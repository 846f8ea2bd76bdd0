/** Which scopes open which path, rule by rule in the order in which the UAA looks; the first that fits decides. */

export interface Rule {
  /** Any method where absent. */
  readonly method?: string;
  /** `*` stands for one segment, `**` at the end for any number of them. */
  readonly path: string;
  readonly needs: Need;
}

export interface Need {
  /** One of these will do. Whoever administers the UAA needs none, except where `strict`. */
  readonly scopes: readonly string[];
  /** The zone's administrators may, too. */
  readonly zoneAdmin?: boolean;
  /** So may people whose own id stands in the path. */
  readonly self?: boolean;
  /** Exactly this scope, and nobody is above it. */
  readonly strict?: boolean;
}

/** The paths that belong together; what none of their rules fits is nobody's. */
export interface Area {
  readonly path: string;
  readonly rules: readonly Rule[];
}

const anyOf = (...scopes: readonly string[]): Need => ({ scopes, zoneAdmin: true });

export const AREAS: readonly Area[] = [
  {
    path: '/Groups/**',
    rules: [
      { path: '/Groups/zones/**', needs: { scopes: ['scim.zones'] } },
      { method: 'GET', path: '/Groups/External', needs: anyOf('scim.read') },
      { method: 'POST', path: '/Groups/External', needs: anyOf('scim.write') },
      { method: 'DELETE', path: '/Groups/**', needs: anyOf('scim.write') },
      { method: 'PUT', path: '/Groups/**', needs: anyOf('scim.write', 'groups.update') },
      { method: 'POST', path: '/Groups/**', needs: anyOf('scim.write', 'groups.update') },
      { method: 'GET', path: '/Groups/**', needs: anyOf('scim.read') },
      { method: 'PATCH', path: '/Groups/**', needs: anyOf('scim.write', 'groups.update') },
    ],
  },
  {
    path: '/User*/*/password',
    rules: [{ path: '/**', needs: { scopes: ['password.write'], strict: true } }],
  },
  {
    path: '/Users/**',
    rules: [
      { method: 'GET', path: '/Users/*/verify-link', needs: anyOf('scim.create') },
      { method: 'GET', path: '/Users/*/verify', needs: anyOf('scim.write', 'scim.create') },
      { method: 'PATCH', path: '/Users/*/status', needs: anyOf('scim.write', 'uaa.account_status.write') },
      { method: 'GET', path: '/Users/**', needs: { ...anyOf('scim.read'), self: true } },
      { method: 'DELETE', path: '/Users/*', needs: anyOf('scim.write') },
      { method: 'PUT', path: '/Users/*', needs: { ...anyOf('scim.write'), self: true } },
      { method: 'PATCH', path: '/Users/*', needs: { ...anyOf('scim.write'), self: true } },
      { method: 'POST', path: '/Users', needs: anyOf('scim.write', 'scim.create') },
    ],
  },
  {
    path: '/ids/Users*',
    rules: [{ path: '/**', needs: { scopes: ['scim.userids'], strict: true } }],
  },
];

/** Whether `path` (decoded) fits `pattern`; a slash at the end counts as a segment but for `**`. */
export function fits(pattern: string, path: string): boolean {
  if (pattern.endsWith('/**')) {
    const parent = pattern.slice(0, -3);
    return path === parent || path.startsWith(`${parent}/`);
  }
  const parts = pattern.split('/');
  const segments = path.split('/');
  return (
    parts.length === segments.length &&
    parts.every((part, index) => {
      const segment = segments[index] ?? '';
      if (part === '*') return segment !== '';
      return part.endsWith('*') ? segment.startsWith(part.slice(0, -1)) : part === segment;
    })
  );
}
