/**
 * The connection to one kind of entity, as a connector of third parties made it: whatever it does, the answer is one that the
 * proxy can use, or a `ScimError`, and comes before the request's time is over.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { idKey } from '../../scim/entity-id.ts';
import { ScimError } from '../../scim/errors.ts';
import type { Leases } from '../../state/leases.ts';
import type { CallContext, EntityConnector, ReadAndReplace } from '../connector.ts';
import { textWithoutEntitySecrets } from '../http/masking/entity-secrets.ts';
import { fenceLost, leased } from '../leased.ts';
import { entityResult, listPage, writeResult } from './answer.ts';
import { clientError, type Mask } from './failure.ts';

/** Milliseconds that a connector gets to end by itself when its signal aborts. */
const GRACE = 100;
const READS: ReadonlySet<string> = new Set(['list', 'get', 'canSort']);
/** Milliseconds that others stay away from an entity whose change never came to an end. */
const LONGEST_CHANGE = 60_000;

export interface GuardedSystem {
  readonly systemId: string;
  /** Type of the system. */
  readonly type: string;
  /** The connector knows dry runs. */
  readonly dryRuns: boolean;
  readonly mask: Mask;
  readonly log: Logger;
  /** What keeps other instances away. Absent: nobody has to be. */
  readonly leases?: Leases | undefined;
}

/** @param place where the entities are: `https://host/api user` */
export function guardedEntity(
  connector: EntityConnector,
  system: GuardedSystem,
  place: string,
): EntityConnector {
  const { capabilities, carryOver, erasesUnnamed, looksAt, facts, exclusively, canFilter, canSort } =
    connector;
  const call = <Result>(name: string, context: CallContext, work: Work, check: Check<Result>) =>
    guardedCall({ name, context, work, check, isWrite: !READS.has(name) }, system);
  const readAndReplace = (connection: ReadAndReplace): ReadAndReplace => ({
    get: (id, options, context) =>
      call('get', context, () => connection.get(id, options, context), entityResult),
    replace: (id, entity, options, context) =>
      call('replace', context, () => connection.replace(id, entity, options, context), writeResult),
  });
  return {
    ...readAndReplace(connector),
    capabilities: { ...capabilities },
    ...(carryOver === undefined ? {} : { carryOver }),
    ...(erasesUnnamed === undefined ? {} : { erasesUnnamed }),
    ...(looksAt === undefined ? {} : { looksAt }),
    ...(facts === undefined ? {} : { facts }),
    ...(canFilter === undefined
      ? {}
      : { canFilter: (filter) => says(() => connector.canFilter?.(filter), system) }),
    ...(canSort === undefined
      ? {}
      : {
          canSort: (by, context) =>
            call(
              'canSort',
              context,
              async () => connector.canSort?.(by, context),
              async (answer) => answer === true,
            ),
        }),
    list: (query, context) =>
      call(
        'list',
        context,
        () => connector.list(query, context),
        (answer, asked) => listPage(answer, query, asked, context),
      ),
    create: (entity, context) =>
      call('create', context, () => connector.create(entity, context), entityResult),
    patch: (id, body, options, context) =>
      call('patch', context, () => connector.patch(id, body, options, context), writeResult),
    delete: (id, options, context) =>
      call(
        'delete',
        context,
        () => connector.delete(id, options, context),
        async () => undefined,
      ),
    ...(exclusively === undefined
      ? {}
      : { exclusively: turns(connector, readAndReplace, { ...system, place }) }),
  };
}

/** Whoever fails to say that the backend can, says that it cannot. */
function says(ask: () => unknown, { type, log }: GuardedSystem): boolean {
  try {
    return ask() === true;
  } catch (error) {
    log.error(
      { connector: type, err: { type: error instanceof Error ? error.name : typeof error } },
      'canFilter of a connector failed',
    );
    return false;
  }
}

/** Its own turns are of this process: other instances are kept away behind them. */
function turns(
  connector: EntityConnector,
  guarded: (connection: ReadAndReplace) => ReadAndReplace,
  { leases, place }: Pick<GuardedSystem, 'leases'> & { readonly place: string },
): NonNullable<EntityConnector['exclusively']> {
  return async (id, context, work) => {
    const lease = { leases, key: `${place} ${idKey(id)}`, alone: true };
    const withGuard = (connection: ReadAndReplace) =>
      leased(lease, context, (held) => work(fenced(guarded(connection), held)));
    return connector.exclusively === undefined
      ? await withGuard(connector)
      : await connector.exclusively(id, context, withGuard);
  };
}

/** Calls are made with contexts from before the lease. */
function fenced(connection: ReadAndReplace, { fence, unanswered }: CallContext): ReadAndReplace {
  return {
    get: (id, options, context) => connection.get(id, options, { ...context, fence, unanswered }),
    replace: (id, entity, options, context) =>
      connection.replace(id, entity, options, { ...context, fence, unanswered }),
  };
}

type Work = () => Promise<unknown>;
/** @throws ScimError 502 */
type Check<Result> = (answer: unknown, asked: string, context: CallContext) => Promise<Result>;

interface Call<Result> {
  /** `list`, `get`, … */
  readonly name: string;
  readonly isWrite: boolean;
  readonly context: CallContext;
  readonly work: Work;
  readonly check: Check<Result>;
}

async function guardedCall<Result>(
  { name, isWrite, context, work, check }: Call<Result>,
  { systemId, type, dryRuns, mask, log }: GuardedSystem,
): Promise<Result> {
  const asked = `System ${systemId}: ${name} of connector "${type}"`;
  if (isWrite && context.dryRun !== undefined && !dryRuns) {
    throw new ScimError(
      501,
      `System ${systemId}: connector "${type}" does not know dry runs. Nothing was written, and what a write would do is not known.`,
    );
  }
  if (isWrite && context.fence?.isHeld() === false) {
    throw fenceLost(`(${asked})`, ' Nothing was sent, so nothing was changed.', { isUndone: true });
  }
  // What it sends in its own way, nobody sees.
  if (isWrite && context.progress !== undefined) context.progress.hasWritten = true;
  // Whatever is thrown, also before there is a promise.
  const working = (async () => await work())();
  let answer: unknown;
  try {
    answer = await inTime(working, isWrite, asked, context);
  } catch (error) {
    throw clientError(error, asked, textWithoutEntitySecrets(context, mask), log, isWrite ? UNKNOWN : '');
  }
  try {
    return await check(answer, asked, context);
  } catch (error) {
    if (!isWrite || !(error instanceof ScimError)) throw error;
    throw new ScimError(error.status, `${error.message}${PROBABLY_MADE}`, { cause: error });
  }
}

const UNKNOWN = ' Whether the change was made is not known: read it before you repeat it.';
/** The connector did not fail, so it has ended what it was asked for. */
const PROBABLY_MADE = ' The change was probably made: read it before you repeat it.';

async function inTime(
  working: Promise<unknown>,
  isWrite: boolean,
  asked: string,
  { signal, unanswered, account }: CallContext,
): Promise<unknown> {
  let onAbort = () => {};
  const aborted = new Promise<'aborted'>((resolve) => {
    onAbort = () => setTimeout(resolve, GRACE, 'aborted');
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    const first = await Promise.race([working.then((answer) => ({ answer })), aborted]);
    if (first !== 'aborted') return first.answer;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  // Nobody waits for it any more, and it must not end the process.
  const ended = working.catch(() => undefined);
  if (isWrite) unanswered?.(Promise.race([ended, sleep(LONGEST_CHANGE, undefined, { ref: false })]));
  if (isWrite) account?.lost();
  if (signal.reason instanceof ScimError) throw signal.reason;
  throw new ScimError(504, `${asked} gave no answer in time.${isWrite ? UNKNOWN : ''}`, {
    cause: signal.reason,
  });
}
