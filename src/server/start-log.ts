/** What an administrator wants to see after a start or a reload. */
import type { Logger } from 'pino';
import type { LoadedConfiguration } from '../config/load.ts';
import { formatProblem } from '../config/problem.ts';
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
  const families = ROUTE_FAMILIES.filter(({ waysIn }) => waysIn.includes('basic'));
  for (const { id, name, type } of configuration.systems) {
    const slot = runtime.systems.get(id);
    const fields = { system: id, systemName: name, type };
    if (slot?.status === 'serving') {
      const urls = families.map(({ prefix }) => `${base}${prefix}/${id}`);
      logger.info({ ...fields, endpoints: slot.system.endpoints, urls }, `system ${id} at ${urls[0]}`);
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
