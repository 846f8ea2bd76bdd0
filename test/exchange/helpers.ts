/** Systems as SAP Identity Provisioning exports them, and folders to import them into. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { configuredEntry } from '../../src/exchange/export/configured-system.ts';
import {
  type ImportOptions,
  type ImportReport,
  importSystems,
} from '../../src/exchange/import/import-systems.ts';
import { folderWith, realOptions } from '../config/helpers.ts';

const DEFAULTS = new URL('../../transformations/', import.meta.url);

export async function defaultTransformation(place: string): Promise<unknown> {
  return parse(await readFile(new URL(`${place}.json`, DEFAULTS), 'utf8'));
}

/** With the default transformations of Identity Authentication, version 2. */
export async function exported(changes: object = {}): Promise<Record<string, unknown>> {
  return {
    id: '5b1e9a52-0000-4000-8000-00000000c0de',
    connectorTypeString: 'IDENTITY_AUTHENTICATION',
    accessMode: 'PROXY',
    destinationName: '',
    gitAllowedExpressions: [],
    emailSubscribers: [],
    name: 'Test tenant',
    tenantId: 'a1b2c3d4',
    state: 'ENABLED',
    systemManagementType: 'CUSTOMER_MANAGED',
    properties: {
      Authentication: 'BasicAuthentication',
      'ips.trace.failed.entity.content': 'false',
      ProxyType: 'Internet',
      Type: 'HTTP',
      URL: 'https://tenant.accounts.ondemand.com',
      User: 'T000003',
      'ias.api.version': '2',
      'ias.user.filter': 'userType eq "employee"',
    },
    encryptedProperties: { Password: null },
    automaticOutboundCertificateRenew: false,
    transformationChanged: false,
    readTransformationChanged: true,
    fromImport: false,
    readTransformation: await defaultTransformation('identity-authentication/v2/read'),
    writeTransformation: await defaultTransformation('identity-authentication/v2/write'),
    ...changes,
  };
}

export async function cloudFoundrySystem(changes: object = {}): Promise<Record<string, unknown>> {
  return exported({
    id: '7c0d8a52-3f1b-4c3e-9d6a-2b1f0e9c8d7a',
    connectorTypeString: 'SAP_BTP_PLATFORM_MEMBERS_CLOUD_FOUNDRY',
    name: 'Platform members',
    properties: {
      Type: 'HTTP',
      ProxyType: 'Internet',
      Authentication: 'BasicAuthentication',
      User: 'cf-user-provisioning-acme-platform@sap.invalid',
      'btp.cf.pm.origin': 'acme-platform',
      'btp.cf.pm.landscape': 'cf-eu10-002',
      'btp.cf.pm.user.filter': 'userName eq "SmithJ"',
    },
    readTransformation: await defaultTransformation('cloud-foundry/read'),
    writeTransformation: await defaultTransformation('cloud-foundry/write'),
    ...changes,
  });
}

export interface Imported {
  readonly report: ImportReport;
  readonly folder: string;
  /** A file of the folder, now. */
  text(path: string): Promise<string>;
}

/**
 * Imports a file into the configuration `c.jsonc` of a folder of its own.
 *
 * @param source text, or what becomes JSON
 */
export async function imported(
  source: unknown,
  {
    config = '{ "systems": [] }',
    name = 'c.jsonc',
    files = {},
    ...options
  }: Partial<Omit<ImportOptions, 'config'>> & {
    config?: string;
    name?: string;
    files?: Readonly<Record<string, string>>;
  } = {},
): Promise<Imported> {
  const file = typeof source === 'string' ? source : JSON.stringify(source, null, 2);
  const folder = await folderWith({ [name]: config, 'export.json': file, ...files });
  const load = { ...realOptions, environment: {} };
  const report = await importSystems(join(folder, 'export.json'), {
    load,
    config: join(folder, name),
    ...options,
  });
  return { report, folder, text: (path) => readFile(join(folder, path), 'utf8') };
}

/** The system `one` of a configuration in a folder of its own. */
export async function entryOf(
  system: object,
  {
    server = {},
    files = {},
    more = {},
  }: { server?: object; files?: Readonly<Record<string, string>>; more?: object } = {},
) {
  const text = JSON.stringify({ ...more, server, systems: [{ id: 'one', ...system }] });
  const folder = await folderWith({ 'c.json': text, ...files });
  return configuredEntry(join(folder, 'c.json'), 'one', realOptions);
}
