import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { knownProperties } from '../../src/config/known-properties.ts';
import { SAP_TYPES } from '../../src/config/sap-types.ts';
import { propertiesReadBy } from '../../src/transformation/index.ts';
import { findingsOf, NEEDED } from './helpers.ts';

const IAS = 'identity-authentication';
const CF = 'cloud-foundry';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const didYouMean = (name: string) => `is not known and has no effect: did you mean "${name}"?`;
const caseOf = (name: string) => `is not known and has no effect: names are case-sensitive, write "${name}"`;
const ofSapType = (prefix: string, title: string, own?: string) =>
  `has no effect: "${prefix}." is what properties of ${title} begin with${own === undefined ? '; remove it' : `; the one of this type is "${own}"`}`;
const likeAnother = (name: string) =>
  `is not known and has no effect: it looks like "${name}", which is set as well; remove it`;
const reads = (texts: object) =>
  JSON.stringify({
    user: {
      scimEntityEndpoint: 'Users',
      mappings: [
        { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' },
        { sourcePath: '$.a', targetPath: '$.a', optional: true, ...texts },
      ],
    },
  });

describe('a name that nobody reads', () => {
  it.each([
    [IAS, 'ias.user.fitler', didYouMean('ias.user.filter')],
    [IAS, 'ias.user.filer', didYouMean('ias.user.filter')],
    [IAS, 'ias.user.filters', didYouMean('ias.user.filter')],
    [IAS, 'isa.user.filter', didYouMean('ias.user.filter')],
    [IAS, 'ias.users.filter', didYouMean('ias.user.filter')],
    [IAS, 'ias.group.filer', didYouMean('ias.group.filter')],
    [IAS, 'IAS.user.filter', caseOf('ias.user.filter')],
    [IAS, 'ias.user.Filter', caseOf('ias.user.filter')],
    [IAS, 'Ias.Api.Version', likeAnother('ias.api.version')],
    [IAS, 'ias.support.patch.operations', didYouMean('ias.support.patch.operation')],
    [IAS, 'ias.user.update.insted.delete', didYouMean('ias.user.update.instead.delete')],
    [IAS, 'ias.group.members.paging.enable', didYouMean('ias.group.members.paging.enabled')],
    [IAS, 'scim.user.fitler', didYouMean('scim.user.filter')],
    [IAS, 'scim.content.typ', didYouMean('scim.content.type')],
    [IAS, 'ips.proxy.scim.total.result.strategy', didYouMean('ips.proxy.scim.total.results.strategy')],
    [IAS, 'ips.failed.request.retry.attempt', didYouMean('ips.failed.request.retry.attempts')],
    [IAS, 'ips.date.variable.fromat', didYouMean('ips.date.variable.format')],
    [IAS, 'ips.aplication.id', didYouMean('ips.application.id')],
    [IAS, 'ips.http.headers.X-Custom', didYouMean('ips.http.header.X-Custom')],
    [IAS, 'ips.HTTP.header.X-Custom', caseOf('ips.http.header.X-Custom')],
    [IAS, 'ipsproxy.patch.rerad', didYouMean('ipsproxy.patch.reread')],
    [IAS, 'ipsproxy.ias.put.carryover', didYouMean('ipsproxy.ias.put.carry.over')],
    [IAS, 'ipsproxy.Upstream.connections', caseOf('ipsproxy.upstream.connections')],
    [IAS, 'type', caseOf('Type')],
    [IAS, 'Proxytype', caseOf('ProxyType')],
    [IAS, 'Authentification', didYouMean('Authentication')],
    [IAS, 'authentication', caseOf('Authentication')],
    [IAS, 'Url', likeAnother('URL')],
    [IAS, 'URI', likeAnother('URL')],
    [CF, 'btp.cf.pm.region', likeAnother('btp.cf.pm.origin')],
    [CF, 'btp.cf.pm.user.fliter', didYouMean('btp.cf.pm.user.filter')],
    [CF, 'cf.user.filter', didYouMean('btp.cf.pm.user.filter')],
    [CF, 'cf.pm.group.prefix', didYouMean('btp.cf.pm.group.prefix')],
    [CF, 'BTP.CF.PM.group.prefix', caseOf('btp.cf.pm.group.prefix')],
    [CF, 'btp.cf.pm.ensure.org.users', didYouMean('btp.cf.pm.ensure.org.user')],
    [CF, 'ipsproxy.cf.trusted.domain', didYouMean('ipsproxy.cf.trusted.domains')],
    [CF, 'ipsproxy.hidden.write', didYouMean('ipsproxy.hidden.writes')],
    [CF, 'url', caseOf('URL')],
    [
      CF,
      'ias.user.filter',
      `has no effect: it belongs to systems of type ${IAS}; the one of this type is "btp.cf.pm.user.filter"`,
    ],
    [
      CF,
      'scim.user.filter',
      `has no effect: it belongs to systems of type ${IAS}; the one of this type is "btp.cf.pm.user.filter"`,
    ],
    [CF, 'ipsproxy.upstream.connections', `has no effect: it belongs to systems of type ${IAS}; remove it`],
    [
      CF,
      'ipsproxy.upstream.connection',
      `has no effect: it looks like "ipsproxy.upstream.connections", which belongs to systems of type ${IAS}; remove it`,
    ],
    [IAS, 'btp.cf.pm.landscape', `has no effect: it belongs to systems of type ${CF}; remove it`],
    [IAS, 'tokenServiceUser', 'has no effect: this type of system is logged on to without it; remove it'],
    [CF, 'OAuth2TokenScope', 'has no effect: this type of system is logged on to without it; remove it'],
    [IAS, 'AuthType', 'has no effect: this type of system is logged on to without it; remove it'],
    [
      IAS,
      'ips.delete.threshold.users',
      'has no effect: the proxy does not count deletions, each DELETE of a client is carried out; remove it',
    ],
    [
      IAS,
      'ips.trace.failed.entity.content',
      'has no effect: the content of entities is never logged; remove it',
    ],
    [
      CF,
      'ips.delete.existedbefore.entities',
      'has no effect: the proxy does not remember who created an entity, DELETE deletes it; remove it',
    ],
    [IAS, 'sac.user.fitler', ofSapType('sac', 'SAP Analytics Cloud', 'ias.user.filter')],
    [
      IAS,
      'workzone.content.type',
      ofSapType('workzone', 'SAP Build Work Zone, advanced edition', 'ias.content.type'),
    ],
    [
      CF,
      's4hana.afc.group.prefix',
      ofSapType('s4hana.afc', 'SAP Advanced Financial Closing', 'btp.cf.pm.group.prefix'),
    ],
    [
      CF,
      'hana.cloud.bd.user.filter',
      ofSapType('hana.cloud.db', 'SAP HANA Cloud Database Services', 'btp.cf.pm.user.filter'),
    ],
    [IAS, 'SF.group.filter', ofSapType('sf', 'SAP SuccessFactors', 'ias.group.filter')],
    [IAS, 'sac.csrf.token.path', ofSapType('sac', 'SAP Analytics Cloud')],
    [
      IAS,
      'ias.user.filter\u200b',
      'is not known and has no effect: in its name there is an invisible character, U+200B (zero-width space), behind "ias.user.filter" (character 16); write "ias.user.filter"',
    ],
    [
      CF,
      'btp.cf.pm.group\u2013prefix',
      'is not known and has no effect: in its name there is a typographic character, \u2013 U+2013 (en dash), behind "btp.cf.pm.group" (character 16); write "btp.cf.pm.group.prefix"',
    ],
    [IAS, 'ia.user.filter', didYouMean('ias.user.filter')],
    [
      IAS,
      'ias.something.else',
      'is not known, no transformation of the system asks for it, and it has no effect; correct its name, or remove it',
    ],
    [
      CF,
      'ipsproxy.unheard',
      'is not known, no transformation of the system asks for it, and it has no effect; correct its name, or remove it',
    ],
  ])('%s: %s is a warning in its own line', async (type, name, message) => {
    const { status, findings } = await findingsOf(type, { [name]: 'x' });
    // A transformation that misses the property that is meant says so as well.
    expect({ status, findings: findings.filter((text) => !text.startsWith('transformations/')) }).toEqual({
      status: 'loaded',
      // Nobody sees some characters, so they are written out.
      findings: [`${name}: warning: property "${name.replace('\u200b', '<U+200B>')}" ${message}`],
    });
  });

  it.each([
    ['my.own.value', reads({ constant: '%my.own.value%', sourcePath: undefined })],
    ['my.own.value', reads({ condition: "'%my.own.value%' != 'null'" })],
    [
      'ias.user.fitler',
      reads({ functions: [{ function: 'concatString', suffix: 'a %ias.user.fitler% b' }] }),
    ],
    ['prefix', reads({ condition: "isAttributeWithOptionalPrefix($.a['b, c'], prefix)" })],
    ['a.prefix', reads({ condition: "isAttributeWithMandatoryPrefix($.a, 'a.prefix')" })],
  ])('is none where a transformation asks for it: %s', async (name, read) => {
    const { status, findings } = await findingsOf(
      IAS,
      { [name]: 'x' },
      { transformations: { read: 'read.json' }, files: { 'read.json': read } },
    );
    expect(status).toBe('loaded');
    expect(findings.filter((finding) => finding.includes(`property "${name}"`))).toEqual([]);
  });

  it.each([IAS, CF])('%s: is a warning with the prefix of any type that SAP has', async (type) => {
    const { prefix = '' } = loadOptions.definitions.get(type) ?? {};
    const endings = ['user.filter', 'group.unique.attribute', 'csrf.token.path'];
    const names = SAP_TYPES.flatMap((sap) =>
      sap.prefix === undefined || sap.prefix === prefix
        ? []
        : endings.map((ending) => `${sap.prefix}.${ending}`),
    ).filter((name) => name !== 'scim.user.filter' && name !== 'scim.group.unique.attribute');
    expect(names.length).toBeGreaterThan(120);
    const { findings } = await findingsOf(type, Object.fromEntries(names.map((name) => [name, 'x'])));
    const warned = findings
      .filter((finding) => finding.includes(': warning: '))
      .map((text) => text.split(':')[0]);
    expect(names.filter((name) => !warned.includes(name))).toEqual([]);
  });

  it.each(['sf.company', 'jam.room', 'cc', 'en.x', 'cm.costs'])(
    'is a remark where it has no more than such a beginning: %s',
    async (name) => {
      expect((await findingsOf(IAS, { [name]: 'x' })).findings).toEqual([
        `${name}: info: property "${name}" has no effect: no transformation of the system asks for it; remove it, or refer to it as %${name}%`,
      ]);
    },
  );

  it('is a remark where it looks like nothing', async () => {
    expect((await findingsOf(IAS, { Descriptions2: 'x' })).findings).toEqual([
      'Descriptions2: info: property "Descriptions2" has no effect: no transformation of the system asks for it; remove it, or refer to it as %Descriptions2%',
    ]);
    expect((await findingsOf(IAS, { 'my.own.value': 'x', zone: 'y' })).findings).toEqual([
      'my.own.value: info: property "my.own.value" has no effect: no transformation of the system asks for it; remove it, or refer to it as %my.own.value%',
      'zone: info: property "zone" has no effect: no transformation of the system asks for it; remove it, or refer to it as %zone%',
    ]);
  });

  it('is a remark where it asks for nothing, as the name of a destination', async () => {
    const because = 'has no effect: a system is named by the key "name" beside "properties"; remove it';
    expect((await findingsOf(CF, { Name: 'MY_CF', Description: 'Test' })).findings).toEqual([
      `Name: info: property "Name" ${because}`,
      `Description: info: property "Description" ${because}`,
    ]);
  });

  it.each([
    ['my.own.value', 'my.own.valeu'],
    // Another beginning, and another case of the rest.
    ['acme.mail.DefaultDomain', 'directory.mail.defaultDOMAIN'],
  ])('is compared with what a transformation asks for in vain: %s for %s', async (wanted, given) => {
    const { findings } = await findingsOf(
      IAS,
      { [given]: 'x' },
      {
        transformations: { read: 'read.json' },
        files: { 'read.json': reads({ condition: `'%${wanted}%' != 'null'` }) },
      },
    );
    expect(findings).toContain(`${given}: warning: property "${given}" ${didYouMean(wanted)}`);
  });

  it('is not asked for by a comment', () => {
    const text = '{ // "%a%"\n "x %b.c% %d%": "100 %", /* "%e%" */ "y": ["%f"] }';
    expect([...propertiesReadBy(text)]).toEqual(['b.c', 'd']);
  });

  it('says nothing where the value is what happens anyway', async () => {
    const properties = {
      'ips.trace.failed.entity.content': false,
      'ips.delete.existedbefore.entities': true,
      TrustAll: false,
    };
    expect((await findingsOf(IAS, properties)).findings).toEqual([]);
  });
});

describe('a property that is missing', () => {
  it.each([
    [IAS, 'URL', 'Url', 'https://x.example', 'error'],
    [IAS, 'User', 'user', 'u', 'error'],
    [IAS, 'Password', 'Pasword', { env: 'SECRET' }, 'error'],
    [IAS, 'ias.api.version', 'ias.api.versoin', 2, 'warning'],
    [IAS, 'ias.api.version', 'IAS.api.version', 2, 'warning'],
    [CF, 'btp.cf.pm.origin', 'btp.cf.pm.orgin', 'acme-platform', 'error'],
    [CF, 'btp.cf.pm.landscape', 'btp.cf.pm.landcape', 'cf-eu10', 'error'],
  ])(
    '%s: %s is one finding with the name that was meant to be it: %s',
    async (type, name, wrong, value, severity) => {
      const { findings } = await findingsOf(type, { [name]: undefined, [wrong]: value });
      expect(findings).toEqual([
        expect.stringMatching(
          `^${wrong}: ${severity}: property "${name}" is missing.*\\(is "${wrong}" meant to be it\\? Names are case-sensitive\\)$`,
        ),
      ]);
    },
  );

  it('does not hide others that are misspelt', async () => {
    const { findings } = await findingsOf(IAS, { URL: undefined, 'ias.user.fitler': 'active eq true' });
    expect(findings).toEqual([
      expect.stringMatching(/^properties: error: property "URL" is missing/),
      `ias.user.fitler: warning: property "ias.user.fitler" ${didYouMean('ias.user.filter')}`,
    ]);
  });
});

describe('a value that is none of those allowed', () => {
  const meant = (value: string) => `(did you mean "${value}"?)`;
  it.each([
    [
      IAS,
      'ips.proxy.scim.total.results.strategy',
      'calculated',
      `must be Calculated or Provided ${meant('Calculated')}`,
    ],
    [CF, 'ips.proxy.scim.total.results.strategy', 'Guessed', 'must be Calculated or Provided'],
    [IAS, 'ipsproxy.patch.reread', 'nevr', `must be auto, always or never ${meant('never')}`],
    [IAS, 'ipsproxy.hidden.writes', 'refused', `must be allow or refuse ${meant('refuse')}`],
    [CF, 'ipsproxy.uncarried.attributes', 'yes', 'must be warn or ignore'],
    [IAS, 'ias.user.update.instead.delete', 'True', `must be true or false ${meant('true')}`],
    [IAS, 'ias.support.patch.operation', 'ture', `must be true or false ${meant('true')}`],
    [CF, 'btp.cf.pm.ensure.org.user', 'yes', 'must be true or false'],
    [CF, 'btp.cf.pm.cache.seconds', '30s', 'must be a whole number of seconds from 0 to 600'],
    [IAS, 'ias.user.filter', 'active', expect.stringMatching(/^cannot be used: The filter is not valid/)],
    [IAS, 'Type', 'http', 'must be HTTP (values are case-sensitive)'],
    [
      IAS,
      'ProxyType',
      'internet',
      `must be Internet or OnPremise (values are case-sensitive) ${meant('Internet')}`,
    ],
    [IAS, 'ias.api.version', '3', 'must be 1 or 2'],
    [IAS, 'ias.content.type', 'json', 'must be a media type such as application/scim+json'],
    [
      IAS,
      'ips.date.variable.format',
      'yyyy-bb',
      expect.stringMatching(/^is no date pattern such as yyyy-MM-dd HH:mm:ss\.SSS: /),
    ],
  ])('%s: %s = %s is an error in its own line', async (type, name, value, message) => {
    const { status, findings } = await findingsOf(type, { [name]: value });
    const start = `${name}: error: property "${name}" `;
    expect(status).toBe('broken');
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(start);
    expect(findings[0]?.slice(start.length)).toEqual(message);
  });
});

describe('the default transformations', () => {
  it.each(['identity-authentication/v1', 'identity-authentication/v2', 'cloud-foundry'])(
    'of %s ask for known properties only',
    async (folder) => {
      const definition = loadOptions.definitions.get(folder.split('/')[0] ?? '');
      if (definition === undefined) throw new Error(folder);
      const known = Object.keys(knownProperties(definition, loadOptions.common));
      for (const direction of ['read', 'write']) {
        const file = new URL(`../../transformations/${folder}/${direction}.json`, import.meta.url);
        for (const name of propertiesReadBy(await readFile(file, 'utf8'))) expect(known).toContain(name);
      }
    },
  );
});

it('needs nothing but what the examples of this test have', async () => {
  for (const type of Object.keys(NEEDED)) {
    expect(await findingsOf(type, {})).toEqual({ status: 'loaded', findings: [] });
  }
});

describe('a DELETE that is to be an update', () => {
  const PROPERTY = 'ias.user.update.instead.delete';
  const write = (mappings: object[]) =>
    JSON.stringify({ user: { scimEntityEndpoint: 'Users', mappings }, group: { mappings } });
  const operations = {
    constant: [{ op: 'replace', path: 'active', value: false }],
    targetPath: '$.Operations',
    scope: 'deleteEntity',
  };
  const findings = async (type: string, properties: object, mappings?: object[]) => {
    const own =
      mappings === undefined
        ? {}
        : { transformations: { write: 'w.json' }, files: { 'w.json': write(mappings) } };
    return (await findingsOf(type, { ...properties }, own)).findings.filter((finding) =>
      finding.includes('update.instead.delete'),
    );
  };
  const cannot = (name: string, kind: string) =>
    `${name}: warning: property "${name}" cannot be met: the deleteEntity mappings of the write transformation make no Operations for a ${kind}, and every DELETE of one is answered 501; map them, or set the property to false`;

  it('is told of where no mapping makes the operations', async () => {
    expect(await findings(IAS, { [PROPERTY]: true })).toEqual([cannot(PROPERTY, 'user')]);
    const group = 'ias.group.update.instead.delete';
    expect(await findings(IAS, { [group]: 'true' })).toEqual([cannot(group, 'group')]);
    const general = 'scim.user.update.instead.delete';
    expect(await findings(IAS, { [general]: 'true' })).toEqual([cannot(general, 'user')]);
    const elsewhere = { ...operations, targetPath: '$.operations' };
    expect(await findings(IAS, { [PROPERTY]: true }, [elsewhere])).toEqual([cannot(PROPERTY, 'user')]);
    const groups = 'btp.cf.pm.group.update.instead.delete';
    expect(await findings(CF, { [groups]: 'true' })).toEqual([cannot(groups, 'group')]);
  });

  it('is fine with such mappings, and where it is switched off', async () => {
    expect(await findings(IAS, { [PROPERTY]: true }, [operations])).toEqual([]);
    expect(await findings(IAS, { [PROPERTY]: false })).toEqual([]);
    const general = { 'scim.user.update.instead.delete': true };
    const both = { [PROPERTY]: false, ...general };
    expect(await findings(IAS, both)).toEqual([]);
    expect(await findings(IAS, { ...both, 'ias.api.version': 1 })).toEqual([]);
    expect(await findings(CF, { 'btp.cf.pm.user.update.instead.delete': false, ...general })).toEqual([]);
  });

  it('is told of once where the backend has no PATCH', async () => {
    expect(await findings(IAS, { 'ias.api.version': 1, [PROPERTY]: true })).toEqual([
      `${PROPERTY}: warning: property "${PROPERTY}" cannot be met: version 1 of the API has no PATCH, and every DELETE of a user is answered 501`,
    ]);
    const users = 'btp.cf.pm.user.update.instead.delete';
    expect(await findings(CF, { [users]: true }, [operations])).toEqual([
      `${users}: warning: property "${users}" cannot be met: users of Cloud Foundry are not changed by PATCH, and every DELETE of one is answered 501`,
    ]);
  });
});

describe('a filter with a name that no schema has', () => {
  it.each([
    ['ias.user.filter', 'userTpye eq "employee"', 'userTpye', 'user', 'userType'],
    ['ias.user.filter', 'active eq true and not (nmae.familyName pr)', 'nmae', 'user', 'name'],
    ['ias.user.filter', 'name.famliyName sw "A" or active eq true', 'famliyName', 'user', 'familyName'],
    ['ias.user.filter', 'emails[tpye eq "work"]', 'tpye', 'user', 'type'],
    ['ias.user.filter', `${ENTERPRISE}:departement eq "x"`, 'departement', 'user', 'department'],
    ['scim.user.filter', 'usrName sw "a"', 'usrName', 'user', 'userName'],
    ['ias.group.filter', 'displayname sw "A" and displyName co "B"', 'displyName', 'group', 'displayName'],
    ['ias.group.filter', 'something eq "A"', 'something', 'group', undefined],
  ])('%s: %s', async (property, filter, word, kind, meant) => {
    const { status, findings } = await findingsOf(IAS, { [property]: filter });
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    expect({ status, findings }).toEqual({
      status: 'loaded',
      findings: [
        `${property}: warning: property "${property}" compares "${word}", which no schema of a ${kind} has, so that the tenant may refuse every list${hint}`,
      ],
    });
  });

  it.each([
    [
      'ias.user.filter',
      'USERTYPE eq "employee" and emails.value co "@x" and meta.lastModified gt "2024-01-01T00:00:00Z"',
    ],
    ['ias.user.filter', `${ENTERPRISE}:manager.value eq "1" and ${ENTERPRISE}:department pr`],
    [
      'ias.user.filter',
      'urn:acme:custom:1.0:User:anything eq "x" and department eq "y" and groups.display eq "z"',
    ],
    ['ias.user.filter', 'urn:ietf:params:scim:schemas:extension:sap:2.0:User:status eq "active"'],
    ['ias.group.filter', 'displayName eq "A" or "B"'],
    ['ias.group.filter', 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group:name sw "A"'],
  ])('is none of these: %s: %s', async (property, filter) => {
    expect((await findingsOf(IAS, { [property]: filter })).findings).toEqual([]);
  });
});

describe('a unique attribute', () => {
  const none = (word: string, kind = 'user') =>
    `names "${word}", which no schema of a ${kind} has, so that no ${kind} is found by it`;

  it.each([
    [IAS, 'ias.user.unique.attribute', 'userNmae', `${none('userNmae')}; did you mean "userName"?`],
    [IAS, 'ias.user.unique.attribute', 'emails[0].valeu', `${none('valeu')}; did you mean "value"?`],
    [IAS, 'scim.user.unique.attribute', 'emials[0].value', `${none('emials')}; did you mean "emails"?`],
    [
      IAS,
      'ias.user.unique.attribute',
      `${ENTERPRISE}:employeNumber`,
      `${none('employeNumber')}; did you mean "employeeNumber"?`,
    ],
    [
      IAS,
      'ias.group.unique.attribute',
      'displyName',
      `${none('displyName', 'group')}; did you mean "displayName"?`,
    ],
    [CF, 'btp.cf.pm.user.unique.attribute', 'userNmae', `${none('userNmae')}; did you mean "userName"?`],
    [IAS, 'ias.user.unique.attribute', 'something', none('something')],
    [
      IAS,
      'ias.user.unique.attribute',
      '$.emails[0].value',
      'is no name of an attribute such as userName or emails[0].value, so that no user is found by it',
    ],
    [
      IAS,
      'ias.user.unique.attribute',
      'userName, emails[0].value',
      'has several names, and only one attribute is looked for, so that no user is found by it',
    ],
    [
      IAS,
      'ias.user.unique.attribute',
      'userNmae and emails[0].value',
      `has several names, and only one attribute is looked for, and ${none('userNmae')}; did you mean "userName"?`,
    ],
  ])('%s: %s: %s', async (type, property, value, message) => {
    expect(await findingsOf(type, { [property]: value })).toEqual({
      status: 'loaded',
      findings: [`${property}: warning: property "${property}" ${message}`],
    });
  });

  it.each([
    ['ias.user.unique.attribute', 'userName'],
    ['ias.user.unique.attribute', 'USERNAME'],
    ['ias.user.unique.attribute', 'emails[0].value'],
    ['ias.user.unique.attribute', 'emails'],
    ['ias.user.unique.attribute', 'email'],
    ['ias.user.unique.attribute', 'externalId'],
    ['ias.user.unique.attribute', `${ENTERPRISE}:employeeNumber`],
    ['ias.user.unique.attribute', 'urn:acme:custom:1.0:User:badge'],
    ['ias.group.unique.attribute', 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group:name'],
  ])('%s: %s is fine', async (property, value) => {
    expect(await findingsOf(IAS, { [property]: value })).toEqual({ status: 'loaded', findings: [] });
  });

  it('may be one that the read transformation makes', async () => {
    const read = {
      user: {
        mappings: [
          { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' },
          { sourcePath: '$.userName', targetPath: '$.badge' },
        ],
      },
    };
    const properties = { 'ias.user.unique.attribute': 'badge' };
    const files = { 'read.json': JSON.stringify(read) };
    const { findings } = await findingsOf(IAS, properties, { transformations: { read: 'read.json' }, files });
    expect(findings).toEqual([]);
  });
});

it('a property in another case is told of once, also where the default transformation asks for it', async () => {
  const property = 'btp.cf.pm.Group.Prefix';
  expect(await findingsOf(CF, { [property]: 'X_' })).toEqual({
    status: 'loaded',
    findings: [
      `${property}: warning: property "${property}" is not known and has no effect: names are case-sensitive, write "btp.cf.pm.group.prefix"`,
    ],
  });
});
