/**
 * What Cloud Foundry tells an app of itself in `VCAP_APPLICATION`, and the server settings that follow from it where the
 * configuration says nothing else. Nothing reaches an app there but through the platform's router.
 */
import { isJsonObject } from '../../scim/json.ts';
import type { Position } from '../problem.ts';
import type { ServerSettings } from '../schema.ts';
import type { Source } from '../source/source.ts';

/**
 * Seconds that requests get to finish. The platform kills the process 10 seconds after SIGTERM, and the last answers,
 * connections and log lines may take 2.5 of them.
 */
const SHUTDOWN_TIMEOUT = 7;
/** Stopping takes twice the drain time. */
const LONGEST = [
  ['drainTime', SHUTDOWN_TIMEOUT / 2],
  ['shutdownTimeout', SHUTDOWN_TIMEOUT],
] as const;

/** Host of a route of HTTP, in front of its path: TCP routes have a port, and wildcards are no host. */
const ROUTE = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:\/|$)/i;
/** Domains for other apps of the platform, not for clients outside. */
const INTERNAL = /\.internal$/i;

export interface SettingsThere {
  readonly settings: ServerSettings;
  readonly warnings: readonly (Position & { readonly message: string })[];
}

/** @param configured what the file says, with the usual defaults */
export function settingsOnCloudFoundry(
  configured: ServerSettings,
  source: Source,
  environment: Readonly<Record<string, string | undefined>>,
): SettingsThere {
  const text = environment['VCAP_APPLICATION'];
  if (!text) return { settings: configured, warnings: [] };
  const application = parseObject(text);
  if (application === undefined) {
    const message =
      'the environment variable VCAP_APPLICATION is no JSON object, and is ignored; only Cloud Foundry sets it: unset it elsewhere';
    return { settings: configured, warnings: [{ ...source.keyAt([]), message }] };
  }
  const externalUrl = urlOf(application);
  const usual = {
    host: '0.0.0.0',
    trustForwardedHeaders: true,
    shutdownTimeout: SHUTDOWN_TIMEOUT,
    ...(externalUrl === undefined ? {} : { externalUrl }),
  };
  const given = givenSettings(source);
  const followed = Object.entries(usual).filter(([name]) => !given.has(name));
  const settings: ServerSettings = { ...configured, ...Object.fromEntries(followed) };
  const tooLong = LONGEST.filter(([name, most]) => settings[name] > most);
  return {
    settings,
    warnings: tooLong.map(([name, most]) => ({
      ...source.valueAt(['server', name]),
      message: `server.${name} is ${settings[name]} seconds, and Cloud Foundry ends the process 10 seconds after SIGTERM, whatever is under way; write ${most} or less`,
    })),
  };
}

function givenSettings({ value }: Source): ReadonlySet<string> {
  const { server } = value as { readonly server?: object };
  return new Set(Object.keys(server ?? {}));
}

/** `application_uris` is the newer name of `uris`; both list the routes as host with an optional path. */
function urlOf(application: Readonly<Record<string, unknown>>): string | undefined {
  const routes = application['application_uris'] ?? application['uris'];
  if (!Array.isArray(routes)) return undefined;
  const hosts = routes.map((route) => ROUTE.exec(String(route))?.[1]);
  const host = hosts.find((each) => each !== undefined && !INTERNAL.test(each));
  return host === undefined ? undefined : `https://${host}`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
