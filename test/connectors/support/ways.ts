/** Ways as a configuration would make them. */
import { type Logger, pino } from 'pino';
import type { ReferencedFile } from '../../../src/connectors/definition.ts';
import { type Connections, openConnections } from '../../../src/connectors/http/connections.ts';
import { openWay } from '../../../src/connectors/http/way/open-way.ts';
import { readWay, type WaySettings } from '../../../src/connectors/http/way/properties.ts';
import type { Surroundings } from '../../../src/connectors/http/way/surroundings.ts';
import { SharedState } from '../../../src/connectors/shared-state.ts';

export interface WayOptions {
  readonly files?: ReadonlyMap<string, ReferencedFile> | undefined;
  readonly surroundings?: Surroundings | undefined;
  readonly shared?: SharedState | undefined;
  readonly log?: Logger | undefined;
  readonly now?: (() => number) | undefined;
}

/** @throws Error with everything that is wrong with the properties, each behind its name */
export function settingsOf(properties: Readonly<Record<string, string>>): WaySettings {
  const problems: string[] = [];
  const read = readWay(properties, (message, property) => problems.push(`${property} ${message}`));
  if (read === undefined) throw new Error(problems.join('\n'));
  return read.way;
}

export function wayOf(properties: Readonly<Record<string, string>>, options: WayOptions = {}) {
  const {
    files,
    surroundings,
    shared = new SharedState(),
    log = pino({ level: 'silent' }) as Logger,
    now = Date.now,
  } = options;
  return openWay(settingsOf(properties), { systemId: 'a', log, now, shared, files, surroundings });
}

export function connectionsOf(
  origin: string,
  properties: Readonly<Record<string, string>>,
  options: WayOptions & { readonly connectTimeout?: number } = {},
): Connections {
  const { connectTimeout = 5_000 } = options;
  return openConnections(origin, { connectTimeout, connections: 2 }, wayOf(properties, options));
}

export const GET = {
  method: 'GET',
  path: '/scim/Users',
  headers: {},
  signal: new AbortController().signal,
} as const;
