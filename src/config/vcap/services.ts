/**
 * Credentials of services that are bound to the app in Cloud Foundry: user-provided ones with the secrets of the
 * configuration, or any other. They stand in `VCAP_SERVICES`, or in the file that `VCAP_SERVICES_FILE_PATH` names.
 */
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { closest } from '../../transformation/index.ts';
import type { Resolved, Unresolved } from '../resolved.ts';
import { readFailure, readText } from '../source/read-source.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface BoundService {
  /** The name of the binding, where it has one, else of the service instance; and the latter. */
  readonly names: readonly string[];
  readonly credentials: JsonObject;
}

/** @returns the value, or why there is none and what to do; never throws */
export async function fromService(
  { service, key }: { readonly service: string; readonly key: string },
  environment: Environment,
): Promise<Resolved> {
  const found = await credentialsOf(service, environment);
  if ('reason' in found) return found;
  const value = valueAt(found.credentials, key);
  if (value === undefined) {
    const reason = `the credentials of the service "${service}" have no "${key}"; add it (cf update-user-provided-service) and restart the app`;
    return { reason, hint: meant(key, Object.keys(found.credentials)), missing: true };
  }
  const is = `"${key}" of the service "${service}" is`;
  if (value === '' || value === null) return { reason: `${is} empty; give it a value` };
  if (typeof value === 'object') return { reason: `${is} no text; name one of its keys, as in "${key}.KEY"` };
  return { value: String(value) };
}

/** @returns all credentials of one service, or why there are none and what to do; never throws */
export async function credentialsOf(
  service: string,
  environment: Environment,
): Promise<{ readonly credentials: JsonObject } | Unresolved> {
  const bound = await boundServices(environment);
  if ('reason' in bound) return bound;
  const names = bound.flatMap((each) => each.names);
  const found = bound.find((each) => each.names.includes(service));
  if (found !== undefined) return found;
  const reason = `no service "${service}" is bound to the app; bind it (cf bind-service) and restart the app`;
  return { reason, hint: meant(service, names), missing: true };
}

async function boundServices(environment: Environment): Promise<readonly BoundService[] | Unresolved> {
  const variable = environment['VCAP_SERVICES'] ? 'VCAP_SERVICES' : 'VCAP_SERVICES_FILE_PATH';
  let text = environment[variable];
  if (!text) {
    return {
      reason:
        'no service is bound, as neither VCAP_SERVICES nor VCAP_SERVICES_FILE_PATH is set; Cloud Foundry sets them',
      missing: true,
    };
  }
  try {
    if (variable === 'VCAP_SERVICES_FILE_PATH') text = await readText(text);
  } catch (error) {
    return { reason: `the services cannot be read from what ${variable} names: ${readFailure(error)}` };
  }
  return (
    parse(text) ?? {
      reason: `${variable} is not what Cloud Foundry sets: a JSON object with lists of services`,
    }
  );
}

/** `{"LABEL": [{"name": …, "instance_name": …, "binding_name": …, "credentials": {…}}]}` */
function parse(text: string): BoundService[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  return Object.values(value)
    .flat()
    .filter(isJsonObject)
    .map(({ name, instance_name, credentials }) => ({
      names: [name, instance_name].filter((each) => typeof each === 'string'),
      credentials: isJsonObject(credentials) ? credentials : {},
    }));
}

/** A key may have dots itself; else they lead into objects. */
function valueAt(credentials: JsonObject, key: string): unknown {
  if (Object.hasOwn(credentials, key)) return credentials[key];
  return key
    .split('.')
    .reduce<unknown>(
      (around, step) => (isJsonObject(around) && Object.hasOwn(around, step) ? around[step] : undefined),
      credentials,
    );
}

function meant(name: string, known: readonly string[]): string {
  const guess = closest(name, known);
  return guess === undefined ? '' : ` (is "${guess}" meant to be it?)`;
}
