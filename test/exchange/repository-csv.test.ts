import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { repositoryCsv } from '../../src/exchange/export/repository-csv.ts';
import { fakeDefinition } from '../config/helpers.ts';
import { entryOf } from './helpers.ts';

const COLUMNS =
  'Name, Description, Type, Disabled, TypeQN, AUTH_PASSWORD, AUTH_TYPE, AUTH_USER, CONNECT_TIMEOUT, CONNECTION_KEEPALIVE, MX_PRIV_GROUPING_ATTRIBUTE, OAUTH_URL, PROXY_HOST, PROXY_PASSWORD, PROXY_PORT, PROXY_USER, READ_TIMEOUT, SCIM_ASSIGNMENT_METHOD, SCIM_HOST, SCIM_PATH, SCIM_PORT, SCIM_PROTOCOL, SYSTEM_PRIVILEGE, TRUSTSTORE, TRUSTSTORE_PASSWORD'.split(
    ', ',
  );
const SERVER = { externalUrl: 'https://proxy.example.com' };

/** Rows, read by a parser that takes nothing but RFC 4180 with these line ends. */
function rows(text: string): string[][] {
  return parse(text, { record_delimiter: '\r\n', relax_quotes: false, relax_column_count: false });
}

/** The one row by the names of its columns. */
async function repository(system: object, server: object = SERVER, url?: string) {
  const [header = [], values = []] = rows(repositoryCsv(await entryOf(system, { server }), { url }));
  return Object.fromEntries(header.map((name, index) => [name, values[index]]));
}

const tenant = { type: 'identity-authentication', name: 'Test tenant' };

describe('a repository of SAP Identity Management', () => {
  it('has a header and one row of exactly these 25 columns, each field quoted', async () => {
    const text = repositoryCsv(await entryOf(tenant, { server: SERVER }));
    const [header, values, ...more] = rows(text);
    expect(header).toEqual(COLUMNS);
    expect(header).toHaveLength(25);
    expect([values?.length, more]).toEqual([25, []]);
    expect(text).toMatch(/^(?:"[^"\r\n]*"(?:,|\r\n)){50}$/);
  });

  it('says where the proxy is, and leaves the credentials of its client to the administrator', async () => {
    expect(await repository(tenant)).toEqual({
      ...Object.fromEntries(COLUMNS.map((name) => [name, ''])),
      Name: 'Test tenant',
      Description: 'Identity Authentication',
      Disabled: '0',
      TypeQN: 'com.sap.idm.connector.scim:reptype.SCIM',
      AUTH_TYPE: 'basic',
      CONNECT_TIMEOUT: '60000',
      CONNECTION_KEEPALIVE: '60000',
      READ_TIMEOUT: '60000',
      SCIM_ASSIGNMENT_METHOD: 'PUT',
      SCIM_HOST: 'proxy.example.com',
      SCIM_PATH: '/ipsproxy/api/v1/scim/one',
      SCIM_PORT: '443',
      SCIM_PROTOCOL: 'https',
      SYSTEM_PRIVILEGE: 'PRIV:SYSTEM:Test tenant',
    });
  });

  it.each([
    ['http://proxy.example.com', 'http', 'proxy.example.com', '80', ''],
    ['https://proxy.example.com:8443/', 'https', 'proxy.example.com', '8443', ''],
    ['https://gateway.example.com/idm/', 'https', 'gateway.example.com', '443', '/idm'],
    ['http://[::1]:8080', 'http', '[::1]', '8080', ''],
  ])('takes %s apart', async (url, protocol, host, port, path) => {
    const wanted = {
      SCIM_PROTOCOL: protocol,
      SCIM_HOST: host,
      SCIM_PORT: port,
      SCIM_PATH: `${path}/ipsproxy/api/v1/scim/one`,
    };
    expect(await repository(tenant, { externalUrl: url })).toMatchObject(wanted);
    expect(await repository(tenant, SERVER, url)).toMatchObject(wanted);
  });

  it('keeps a name with quotes, commas and line breaks one field of one line', async () => {
    const name = 'Test "EU", 1\r\nsecond';
    expect(await repository({ ...tenant, name })).toMatchObject({
      Name: 'Test "EU", 1 second',
      SYSTEM_PRIVILEGE: 'PRIV:SYSTEM:Test "EU", 1 second',
    });
  });

  it('is named by the id where the system has no name', async () => {
    expect(await repository({ type: 'cloud-foundry' })).toMatchObject({
      Name: 'one',
      SCIM_ASSIGNMENT_METHOD: 'PUT',
    });
  });

  it('changes members by PATCH where the connector says nothing, as with SAP', async () => {
    const system = { ...(await entryOf(tenant, { server: SERVER })), definition: fakeDefinition };
    const [header = [], values = []] = rows(repositoryCsv(system));
    expect(values[header.indexOf('SCIM_ASSIGNMENT_METHOD')]).toBe('PATCH');
  });

  it('is refused where nobody says how clients reach the proxy', async () => {
    await expect(repository(tenant, {})).rejects.toThrow(/Add --url https:.*, or set server\.externalUrl/);
  });

  it.each(['proxy.example.com', 'ftp://x.example', 'https://u:p@x.example', 'https://x.example/?a=b'])(
    'refuses %s as the URL',
    async (url) => {
      await expect(repository(tenant, SERVER, url)).rejects.toThrow(/--url must be the http or https URL/);
    },
  );

  it('refuses a system that is not there, and names one that is like it', async () => {
    const { file } = await entryOf(tenant);
    const { configuredEntry } = await import('../../src/exchange/export/configured-system.ts');
    await expect(configuredEntry(file, 'onee', { definitions: new Map(), environment: {} })).rejects.toThrow(
      /has no system "onee"; did you mean "one"\?/,
    );
  });
});
