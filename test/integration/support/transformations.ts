/** Transformations for tests: those of a system's type, changed, and others that leave nothing out. */
import { readFileSync } from 'node:fs';
import { parse } from 'jsonc-parser';
import type { Kind } from './backends.ts';

const FOLDER: Readonly<Record<Kind, string>> = {
  v2: 'identity-authentication/v2',
  v1: 'identity-authentication/v1',
  cf: 'cloud-foundry',
};

export type Mapping = Readonly<Record<string, unknown>>;
export interface EntityTransformation {
  readonly scimEntityEndpoint: string;
  readonly mappings: readonly Mapping[];
  readonly condition?: string;
  readonly skipOperations?: readonly string[];
}
export type Transformation = Readonly<Record<string, EntityTransformation>>;

export function defaultTransformation(kind: Kind, direction: 'read' | 'write'): Transformation {
  const file = new URL(`../../../transformations/${FOLDER[kind]}/${direction}.json`, import.meta.url);
  return parse(readFileSync(file, 'utf8')) as Transformation;
}

/** Each entity type changed. */
export function changed(
  transformation: Transformation,
  change: (entity: EntityTransformation, entityType: string) => EntityTransformation,
): Transformation {
  return Object.fromEntries(
    Object.entries(transformation).map(([entityType, entity]) => [entityType, change(entity, entityType)]),
  );
}

/** So that the proxy has to emulate PATCH. */
export function withoutPatch(transformation: Transformation): Transformation {
  return changed(transformation, (entity) => ({
    ...entity,
    mappings: entity.mappings.filter(({ scope }) => scope !== 'patchEntity'),
  }));
}

export function skipping(transformation: Transformation, ...operations: readonly string[]): Transformation {
  return changed(transformation, (entity) => ({ ...entity, skipOperations: operations }));
}

export const PATCH_MAPPINGS: readonly Mapping[] = ['$.Operations', '$.schemas'].map((path) => ({
  sourcePath: path,
  targetPath: path,
  preserveArrayWithSingleElement: true,
  scope: 'patchEntity',
}));

const SAP_USER = "$['urn:ietf:params:scim:schemas:extension:sap:2.0:User']";

/** Shows all that the backend has. */
export function wideRead(kind: Kind): Transformation {
  const id: Mapping = {
    sourcePath: '$.id',
    targetPath: '$.id',
    targetVariable: 'entityIdSourceSystem',
  };
  const all: Mapping = { sourcePath: '$', targetPath: '$' };
  // Of a user of Cloud Foundry, all is what the connector gives.
  const user = { scimEntityEndpoint: 'Users', mappings: [all, id] };
  return { user, group: kind === 'cf' ? roleGroups('read') : { ...user, scimEntityEndpoint: 'Groups' } };
}

/**
 * Sends all that clients say. Of Identity Directory, lists that the tenant keeps twice are sent once: a client that
 * changes the one does not know of the other.
 */
export function wideWrite(kind: Kind, options: { readonly mirrors?: boolean } = {}): Transformation {
  const id: Mapping = { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' };
  const all: Mapping = { sourcePath: '$', targetPath: '$' };
  const once = ['emails', 'phoneNumbers', 'mailVerified', 'status'].map((name) => `${SAP_USER}['${name}']`);
  const left: Readonly<Record<Kind, readonly string[]>> = {
    v2: options.mirrors === true ? [] : once,
    // Version 1 takes it beside a new password only.
    v1: ['$.passwordStatus'],
    cf: [],
  };
  const extra = left[kind].map((targetPath): Mapping => ({ type: 'remove', targetPath }));
  const own: Mapping[] =
    kind === 'cf' ? [{ sourcePath: '$.verified', targetPath: '$.verified', optional: true }] : [];
  const patch = kind === 'v2' ? PATCH_MAPPINGS : [];
  return {
    user: { scimEntityEndpoint: 'Users', mappings: [all, id, ...extra, ...own, ...patch] },
    group:
      kind === 'cf' ? roleGroups('write') : { scimEntityEndpoint: 'Groups', mappings: [all, id, ...patch] },
  };
}

/** Groups of Cloud Foundry are roles: only SAP's own transformation knows how to name them. */
function roleGroups(direction: 'read' | 'write'): EntityTransformation {
  const { group } = defaultTransformation('cf', direction);
  if (group === undefined) throw new Error('The transformation has no groups.');
  return group;
}
