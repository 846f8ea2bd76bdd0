/**
 * HTTP for connectors of third parties, as the proxy's own connectors have it: logged on as the properties of the system say, by
 * its web proxy and certificates, with repetitions, dry runs and clear errors.
 */
import { z } from 'zod';
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject, JsonValue } from '../../scim/json.ts';
import type { CallContext } from '../connector.ts';
import type { ConnectorEnvironment, Notice } from '../definition.ts';
import { type Backend, type CallDescription, describeBackend, describeCall } from '../http/backend.ts';
import {
  checkDestination,
  type Destination,
  destinationProperties,
  readDestination,
} from '../http/destination.ts';
import { backendOf } from '../http/destination-backend.ts';
import { openDestination } from '../http/destination-client.ts';
import type { OutboundResponse } from '../http/exchange.ts';
import { safeRetries } from '../http/retry-policy.ts';
import { type RetrySettings, readRetries, retryNotices, retryProperties } from '../http/retry-properties.ts';
import { UpstreamClient } from '../http/upstream-client.ts';
import { sentence, upstreamError } from '../http/upstream-error.ts';
import { readUpstreamMessage } from '../http/upstream-message.ts';
import { wait } from '../http/waiting.ts';

/** What a schema made with {@link httpProperties} makes of the properties of a system. */
export interface HttpSettings<Properties> {
  /** The connector's own. */
  readonly properties: Properties;
  /** For {@link openHttp}. */
  readonly destination: Destination;
  readonly retries: RetrySettings;
  /** For `notices` of the definition. */
  readonly notices: readonly Notice[];
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the property `URL`, percent-encoded, without slash in front: `people`. It is logged. */
  readonly resource: string;
  /** The entity that is meant, as it is: it becomes the last part of the path, and is not logged. */
  readonly id?: string | undefined;
  /** Values as they are. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: JsonObject | undefined;
  /** A POST that only asks: it is sent in dry runs as well. Default: false. */
  readonly changesNothing?: boolean | undefined;
}

export interface HttpAnswer {
  /** 200 to 299. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** `undefined` without a body. */
  readonly body: JsonValue | undefined;
}

export interface HttpClient {
  /** @throws ScimError for everything but an answer 2xx with JSON or nothing, ready for clients */
  call(call: HttpCall, context: CallContext): Promise<HttpAnswer>;
  /** For `close` of the connector. */
  close(): Promise<void>;
}

/**
 * A schema for `properties` of a definition: `URL`, all ways to log on, web proxies, certificates, headers and repetitions as every
 * system has them.
 *
 * @param own schemas of the connector's own properties
 */
export function httpProperties<Shape extends z.ZodRawShape>(
  own: Shape,
): z.ZodType<HttpSettings<z.output<z.ZodObject<Shape>>>> {
  const shared = { ...destinationProperties({ path: '', pasted: [] }), ...retryProperties };
  const schema = checkDestination(z.looseObject({ ...own, ...shared }));
  return schema.transform((all, context) => {
    const given = all as z.output<z.ZodObject<typeof shared>> & z.output<z.ZodObject<Shape>>;
    const destination = readDestination(given, context);
    if (destination === undefined) return z.NEVER;
    const notices = [...destination.notices, ...retryNotices(given)];
    return { properties: given, destination, retries: readRetries(given), notices };
  });
}

/**
 * Nothing is sent yet.
 *
 * @param name of the backend, for people: `ACME People`
 */
export function openHttp(
  { destination, retries }: Pick<HttpSettings<unknown>, 'destination' | 'retries'>,
  environment: ConnectorEnvironment,
  name: string,
): HttpClient {
  const { now } = environment;
  const { base } = destination;
  const backend = backendOf(name, destination, environment);
  const opened = openDestination(destination, backend, environment, {
    wait,
    retries: safeRetries(retries, now),
    attempts: retries.attempts,
  });
  const client = new UpstreamClient({
    backend,
    base,
    send: opened.send,
    contentType: 'application/json',
    accept: 'application/json',
    readError: (call, response) => refusal(backend, call, response),
  });
  return {
    call: async (call, context) => {
      const { status, headers, body } = await client.call(call, context);
      return { status, headers, body };
    },
    close: () => opened.close(),
  };
}

/** A REST backend says 404 for an entity without further words; a page of a gateway means something else. */
function refusal(backend: Backend, call: CallDescription, response: OutboundResponse): ScimError {
  const isPage = response.headers['content-type']?.includes('html') ?? false;
  if (response.status !== 404 || call.target !== 'entity' || isPage) {
    return upstreamError(backend, call, response);
  }
  const { text } = readUpstreamMessage(response.body, backend.mask);
  const said = text === undefined ? '' : `: ${text}`;
  return new ScimError(
    404,
    sentence(`${describeBackend(backend)} answered ${describeCall(call)} with 404${said}`),
  );
}
