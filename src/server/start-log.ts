/** What an administrator wants to see after a start or a reload. */
import type { Logger } from 'pino';
import type { LoadedConfiguration } from '../config/load.ts';
import { formatProblem } from '../config/problem.ts';
import { openWays } from './authentication/ways-in.ts';
import { reportCertificate, shownCertificates } from './certificate-expiry.ts';
import { ROUTE_FAMILIES } from './families.ts';
import type { Runtime } from './runtime.ts';

/** @param url where the proxy listens; `server.externalUrl` wins */
export function reportConfiguration(
  configuration: LoadedConfiguration,
  runtime: Runtime,
  url: string,
  logger: Logger,
): void {
  for (const problem of configuration.problems) {
    const fields = { system: problem.systemId, user: problem.userId };
    if (problem.severity === 'error') logger.error(fields, formatProblem(problem));
    else if (problem.severity === 'warning') logger.warn(fields, formatProblem(problem));
    else logger.info(fields, formatProblem(problem));
  }
  const base = (configuration.server.externalUrl ?? url).replace(/\/+$/, '');
  const families = ROUTE_FAMILIES.filter((family) => openWays(family, runtime).length > 0);
  for (const system of configuration.systems) {
    const { id, name, type, limits } = system;
    const slot = runtime.systems.get(id);
    const fields = { system: id, systemName: name, type };
    if (slot?.status === 'serving') {
      const urls = families.map(({ prefix }) => `${base}${prefix}/${id}`);
      const { endpoints } = slot.system;
      const deletionGuard = 'deletionGuard' in system ? system.deletionGuard : undefined;
      logger.info({ ...fields, endpoints, urls, limits, deletionGuard }, `system ${id} at ${urls[0]}`);
    } else if (slot?.status === 'disabled') {
      logger.info(fields, `system ${id} is disabled`);
    } else {
      logger.error(
        { ...fields, reason: slot?.reason },
        `system ${id} is broken and answers 503: ${slot?.reason}`,
      );
    }
  }
  const { own, issuers = [] } = runtime.oauth ?? {};
  if (own !== undefined) logger.info({ issuer: own.issuer }, `access tokens are issued as ${own.issuer}`);
  for (const issuer of issuers) logger.info({ issuer }, `access tokens of ${issuer} are accepted`);
  for (const certificate of shownCertificates(runtime)) reportCertificate(certificate, Date.now(), logger);
  if (configuration.systems.length === 0) logger.warn('the configuration has no systems');
  if (configuration.technicalUsers.length === 0) logger.warn('no technical user can log in');
}

/**
 * What is written down beyond a request, and where; once, as it stays so until the next start.
 *
 * @param environment `CF_INSTANCE_INDEX`: which instance of an app of Cloud Foundry this is, from 0 on
 */
export function reportRecords(
  { state, audit, tracing }: Pick<LoadedConfiguration, 'state' | 'audit' | 'tracing'>,
  logger: Logger,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const instance = Number(environment['CF_INSTANCE_INDEX'] ?? 0);
  if (instance > 0 && state.kind !== 'valkey') {
    logger.warn(
      { instance },
      `instance ${instance} of the app shares nothing with the others, as there is no state.url: they may take back each other's changes, and each has limits of its own`,
    );
  }
  if (state.kind === 'folder') logger.info(`state is kept in the folder ${state.folder}`);
  if (state.kind === 'valkey') logger.info(`state is shared by all instances at ${serverOf(state)}`);
  if (audit !== undefined) logger.info(`the audit log is written to ${placeOf(audit)}`);
  if (tracing !== undefined) logger.info({ sampling: tracing.sampling }, `traces go to ${tracing.url}`);
}

/** Without credentials. */
export function serverOf({ address }: Extract<LoadedConfiguration['state'], { kind: 'valkey' }>): string {
  return `${address.host}:${address.port}`;
}

/** `the file /var/log/ipsproxy/audit.jsonl, as a signed chain` */
export function placeOf({ file, chain, key }: NonNullable<LoadedConfiguration['audit']>): string {
  const kind = chain ? `, as a ${key === undefined ? '' : 'signed '}chain` : '';
  return `${file === undefined ? 'standard output' : `the file ${file}`}${kind}`;
}
