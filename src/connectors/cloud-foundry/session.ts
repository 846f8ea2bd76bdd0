/** A landscape's services, found through its root document when they are first needed, and the logon to them. */
import type { ScimError } from '../../scim/errors.ts';
import { nothingSent } from '../../scim/request-ended.ts';
import type { CallContext } from '../connector.ts';
import type { ConnectorEnvironment } from '../definition.ts';
import { NO_ENTITY } from '../http/answer-limits.ts';
import type { Backend, CallDescription } from '../http/backend.ts';
import type { BaseUrl } from '../http/base-url.ts';
import { bearerToken } from '../http/bearer-token.ts';
import { type Client, type ClientOptions, openClient } from '../http/client.ts';
import { CredentialGuards, KeptGuards } from '../http/credential-guards.ts';
import type { Interceptor, OutboundResponse, Send } from '../http/exchange.ts';
import { hedged } from '../http/hedged.ts';
import { SecretMask } from '../http/masking/secret-mask.ts';
import { othersOf, RateLimitPause } from '../http/rate-limit-pause.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { UpstreamClient } from '../http/upstream-client.ts';
import { untilAborted, type Wait, wait } from '../http/waiting.ts';
import { openWay } from '../http/way/open-way.ts';
import type { Way } from '../http/way/way.ts';
import { logFieldsOf } from '../log-fields.ts';
import { Uaa } from '../uaa-api/uaa.ts';
import { uaaError } from '../uaa-api/uaa-error.ts';
import { CloudController } from './cloud-controller/cloud-controller.ts';
import { cloudControllerError } from './cloud-controller/cloud-controller-error.ts';
import { type Endpoints, readEndpoints } from './landscape/discovery.ts';
import { LANDSCAPE_FORMS } from './landscape/landscape.ts';
import { judgeLogon } from './logon/logon-refusal.ts';
import { PROVISIONING_USER, SCOPE_ADVICE } from './logon/provisioning-user.ts';
import { TokenManager } from './logon/token.ts';
import { tokenError } from './logon/token-error.ts';
import { inPreparation } from './preparation.ts';
import type { Settings } from './properties.ts';
import { logonRetries, resourceRetries } from './retry-policy.ts';

export interface Session {
  readonly uaa: Uaa;
  readonly cloudController: CloudController;
  /** GUID of the provisioning user. */
  self(context: CallContext): Promise<string>;
}

/** What tests replace. */
export interface Machinery {
  readonly wait: Wait;
  /** The same for whatever may hang, until others go ahead or it is asked for once more. Default: real time. */
  readonly silence?: Wait | undefined;
  /**
   * Milliseconds until an answer has to begin: below the minute for which Cloud Controller itself waits for a UAA that
   * is down.
   */
  readonly answerTimeout: number;
}

/** Milliseconds for the root document. */
const DISCOVERY_TIMEOUT = 30_000;
/** Milliseconds after which it is asked for once more. */
const DISCOVERY_HANGS = 5_000;
const LOCKOUT = 'The identity provider locks the user after a few failed logons.';
/** Seconds. */
const RETRY_AFTER = 60;

export class Sessions {
  readonly #settings: Settings;
  readonly #environment: ConnectorEnvironment;
  readonly #machinery: Machinery;
  readonly #mask: SecretMask;
  readonly #way: Way;
  readonly #clients: Client[] = [];
  readonly #closing = new AbortController();
  readonly #api: UpstreamClient;
  #session: Promise<Session> | undefined;

  constructor(settings: Settings, environment: ConnectorEnvironment, machinery: Machinery) {
    this.#settings = settings;
    this.#environment = environment;
    this.#machinery = machinery;
    this.#mask = new SecretMask({ ...settings, secrets: environment.secrets });
    this.#way = openWay(settings.way, environment);
    const { api } = settings;
    const backend = this.#backend('Cloud Foundry', api);
    this.#api = this.#client({
      backend,
      base: api,
      send: this.#send(api, { retries: this.#retries }),
      readError: (call, response) => this.#ccError(backend, call, response),
    });
  }

  /** The same one for the life of the system; a root document that could not be read is asked for again. */
  async get(context: CallContext): Promise<Session> {
    if (this.#session === undefined) {
      const opening = inPreparation(this.#open(context));
      this.#session = opening;
      opening.catch(() => {
        this.#session = undefined;
      });
    }
    return await waitFor(this.#session, context.signal);
  }

  /** Aborts when nobody needs anything any more that is read for all. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#clients.splice(0).map((client) => client.close()));
  }

  async #open({ requestId, trace }: CallContext): Promise<Session> {
    const log = this.#environment.log.child(logFieldsOf({ requestId, trace }));
    const ask = (signal: AbortSignal) =>
      this.#api.call({ method: 'GET', resource: '', limit: NO_ENTITY }, { requestId, trace, log, signal });
    const inTime = AbortSignal.any([AbortSignal.timeout(DISCOVERY_TIMEOUT), this.closed]);
    const { silence = wait } = this.#machinery;
    const { body } = await hedged(ask, inTime, { after: DISCOVERY_HANGS, most: 3, wait: silence });
    const { api, trustedDomains } = this.#settings;
    return this.#connect(readEndpoints(body, { api, trustedDomains, backend: this.#api.backend }));
  }

  #connect({ cloudController, uaa }: Endpoints): Session {
    const token = this.#tokens(uaa);
    const logon = { authorize: bearerToken(token.source) };
    const uaaBackend = this.#backend('UAA', uaa);
    const ccBackend = this.#backend('Cloud Controller', cloudController);
    return {
      self: (context) => token.self(context),
      uaa: new Uaa(
        this.#client({
          backend: uaaBackend,
          base: uaa,
          send: this.#send(uaa, { retries: this.#retries, logon, throttle: this.#pause('uaa') }),
          readError: (call, response) => uaaError(uaaBackend, call, response, PROVISIONING_USER),
        }),
      ),
      cloudController: new CloudController(
        this.#client({
          backend: ccBackend,
          base: cloudController,
          send: this.#send(cloudController, { retries: this.#retries, logon, throttle: this.#pause('cc') }),
          readError: (call, response) => this.#ccError(ccBackend, call, response),
        }),
      ),
    };
  }

  #tokens(uaa: BaseUrl): TokenManager {
    const { credentials, origin } = this.#settings;
    const { now, log, shared, lasting, state } = this.#environment;
    const clock = { now, wait: this.#machinery.silence ?? wait };
    const backend = this.#backend('UAA', uaa);
    const guards = shared.get(CredentialGuards);
    const kept = lasting.get(KeptGuards);
    const host = `${uaa.origin} ${origin}`;
    const judge = judgeLogon(backend);
    const surroundings = { ...clock, state };
    const guard = guards.interceptor(kept, host, credentials, surroundings, judge);
    return new TokenManager({
      credentials,
      origin,
      logonClient: this.#client({
        backend,
        base: uaa,
        send: this.#send(uaa, {
          purpose: 'token',
          logon: { guard },
          retries: logonRetries(this.#settings.retries, now),
          throttle: this.#pause('logon'),
        }),
        readError: (call, response) => tokenError(backend, call, response),
        readsEveryStatus: true,
      }),
      judge,
      held: () => guards.guard(kept, host, credentials, surroundings).held,
      refreshClient: this.#client({
        backend,
        base: uaa,
        send: this.#send(uaa, { purpose: 'token', retries: this.#retries, throttle: this.#pause('refresh') }),
        readError: (call, response) => uaaError(backend, call, response, PROVISIONING_USER),
      }),
      closed: this.closed,
      ...clock,
      log,
      watch: this.#environment.watch,
    });
  }

  get #retries(): RetryPolicy {
    return resourceRetries(this.#settings.retries, this.#environment.now);
  }

  /** Waits together with everybody else when there were too many requests. */
  #pause(client: string): Interceptor {
    const { attempts } = this.#settings.retries;
    const clock = { now: this.#environment.now, wait: this.#machinery.wait };
    return new RateLimitPause(clock, attempts, othersOf(this.#environment, client)).interceptor;
  }

  #send(base: BaseUrl, options: Pick<ClientOptions, 'purpose' | 'logon' | 'retries' | 'throttle'>): Send {
    const { wait, answerTimeout } = this.#machinery;
    const target = { base, headers: this.#settings.headers, way: this.#way };
    const client = openClient(target, this.#environment, { wait, answerTimeout, ...options });
    this.#clients.push(client);
    return client.send;
  }

  #client(options: {
    readonly backend: Backend;
    readonly base: BaseUrl;
    readonly send: Send;
    readonly readError: (call: CallDescription, response: OutboundResponse) => ScimError;
    readonly readsEveryStatus?: boolean;
  }): UpstreamClient {
    const json = 'application/json';
    return new UpstreamClient({ ...options, contentType: json, accept: json });
  }

  #ccError(backend: Backend, call: CallDescription, response: OutboundResponse): ScimError {
    return cloudControllerError(backend, call, response);
  }

  #backend(name: string, { origin }: BaseUrl): Backend {
    const { addressProperty } = this.#settings;
    const form = addressProperty === 'URL' ? 'https://api.cf.eu10.hana.ondemand.com' : LANDSCAPE_FORMS;
    return {
      name,
      systemId: this.#environment.systemId,
      origin,
      mask: this.#mask,
      requiredRole: ({ method, resource }) => {
        if (resource === 'Users') return `the scopes scim.read and scim.write. ${SCOPE_ADVICE}`;
        // What is out of a user's sight is left out of answers, or 404: only a missing scope forbids reading.
        return method === 'GET'
          ? 'the scope cloud_controller.read, without which its token reads nothing'
          : 'the role Org Manager in this organization';
      },
      lockout: LOCKOUT,
      retryAfter: RETRY_AFTER,
      addressAdvice: `check the property ${addressProperty} (it should look like ${form})`,
    };
  }
}

/** What others wait for too. @throws ScimError once the own signal aborts */
export async function waitFor<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await untilAborted(promise, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw nothingSent(signal, 'What the landscape says about itself took too long.');
  }
}
