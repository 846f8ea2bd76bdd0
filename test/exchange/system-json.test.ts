import { describe, expect, it } from 'vitest';
import { systemJson } from '../../src/exchange/export/system-json.ts';
import { NEEDED, realOptions } from '../config/helpers.ts';
import { defaultTransformation, entryOf } from './helpers.ts';

const TYPE = 'identity-authentication';

async function exportOf(system: object, files: Readonly<Record<string, string>> = {}) {
  const entry = await entryOf({ type: TYPE, ...system }, { files });
  const { text, leftOut } = await systemJson(entry, realOptions);
  return { text, leftOut, json: JSON.parse(text) };
}

describe("a system in SAP's JSON form", () => {
  it('has its properties as text and names what is left out', async () => {
    const { json, leftOut, text } = await exportOf({
      name: 'Test tenant',
      disabled: true,
      properties: { ...NEEDED[TYPE], 'ias.user.filter': 'userName pr' },
    });
    expect(json).toMatchObject({
      id: 'one',
      connectorTypeString: 'IDENTITY_AUTHENTICATION',
      accessMode: 'PROXY',
      name: 'Test tenant',
      state: 'DISABLED',
      encryptedProperties: { Password: null },
    });
    expect(json.properties).toEqual({
      URL: 'https://tenant.example',
      User: 'u',
      'ias.api.version': '2',
      'ias.user.filter': 'userName pr',
    });
    expect(leftOut).toEqual([{ property: 'Password', kind: 'credential', reason: 'it is a credential' }]);
    expect(text).not.toContain('s3cret');
  });

  it.each(['1', '2'])(
    'has the default transformations of version %s, also without secrets',
    async (version) => {
      const properties = { ...NEEDED[TYPE], Password: { env: 'NOT_SET' }, 'ias.api.version': version };
      const { json } = await exportOf({ properties });
      expect(json.readTransformation).toEqual(await defaultTransformation(`${TYPE}/v${version}/read`));
      expect(json.writeTransformation).toEqual(await defaultTransformation(`${TYPE}/v${version}/write`));
    },
  );

  it("has the administrator's own transformations, numbers as they were typed, without comments", async () => {
    const read = '{ "user": { // all\n "mappings": [{ "constant": 2.0, "targetPath": "$.a" },], } }';
    const { text, json } = await exportOf(
      { properties: NEEDED[TYPE], transformations: { read: 'r.json' } },
      { 'r.json': read },
    );
    expect(json.readTransformation).toEqual({
      user: { mappings: [{ constant: 2, targetPath: '$.a' }] },
    });
    expect(text).toContain('"constant": 2.0');
    expect(text).not.toContain('// all');
  });

  it.each(['read', 'write'] as const)('has the default of the type beside an own %s', async (own) => {
    const other = own === 'read' ? 'write' : 'read';
    const { json } = await exportOf(
      { properties: NEEDED[TYPE], transformations: { [own]: 'own.json' } },
      { 'own.json': '{ "user": { "mappings": [{ "constant": 2, "targetPath": "$.a" }] } }' },
    );
    expect(json[`${own}Transformation`]).toEqual({
      user: { mappings: [{ constant: 2, targetPath: '$.a' }] },
    });
    expect(json[`${other}Transformation`]).toEqual(await defaultTransformation(`${TYPE}/v2/${other}`));
  });

  it('follows references of properties that are no credentials, and of no other', async () => {
    const outside = { env: 'SECRET' };
    const { json, leftOut } = await exportOf({
      properties: {
        ...NEEDED[TYPE],
        User: outside,
        URL: { env: 'NOT_SET' },
        'my.token.value': outside,
        'ips.http.header.X-Tenant': outside,
      },
    });
    expect(json.properties).toMatchObject({ User: 's3cret' });
    expect(Object.keys(json.encryptedProperties).sort()).toEqual([
      'Password',
      'URL',
      'ips.http.header.X-Tenant',
      'my.token.value',
    ]);
    expect(leftOut).toContainEqual({
      property: 'URL',
      kind: 'unset',
      reason: 'the environment variable NOT_SET is not set; set it',
    });
  });

  it('never has a credential that stands in clear', async () => {
    const { text } = await exportOf({ properties: { ...NEEDED[TYPE], Password: 'hunter2' } });
    expect(text).not.toContain('hunter2');
  });

  it('points at what is wrong with a transformation', async () => {
    const broken = exportOf(
      { properties: NEEDED[TYPE], transformations: { read: 'r.json' } },
      { 'r.json': '{\n  "user": {]\n}' },
    );
    await expect(broken).rejects.toThrow(/r\.json:2:12: error: /);
  });

  it('needs no value of a property for its default transformations, unless they depend on it', async () => {
    const unset = { env: 'NOT_SET' };
    const { json } = await exportOf({ properties: { URL: unset, User: unset, 'ias.api.version': 2 } });
    expect(json.readTransformation).toEqual(await defaultTransformation(`${TYPE}/v2/read`));
    await expect(exportOf({ properties: { ...NEEDED[TYPE], 'ias.api.version': unset } })).rejects.toThrow(
      'x',
    );
  });

  it('is refused where nobody knows which transformations the system has', async () => {
    await expect(exportOf({ properties: { 'ias.api.version': 3 } })).rejects.toThrow(
      /default transformations are not known, because .*property "ias\.api\.version" must be 1 or 2/,
    );
  });
});

describe('a system with a destination', () => {
  it('has the properties of both, its own ones first of all, and none of the credentials', async () => {
    const entry = await entryOf(
      { type: TYPE, destination: 'tenant', properties: { User: 'own' } },
      {
        more: { destinations: { tenant: { file: 't.json' } } },
        files: { 't.json': JSON.stringify({ ...NEEDED[TYPE], 'ias.api.version': 2.0 }) },
      },
    );
    const { text, leftOut } = await systemJson(entry, realOptions);
    expect(JSON.parse(text)).toMatchObject({
      destinationName: '',
      properties: { URL: 'https://tenant.example', User: 'own', 'ias.api.version': '2' },
    });
    expect(leftOut.map(({ property }) => property)).toEqual(['Password']);
  });

  it('cannot be exported where that cannot be used', async () => {
    const entry = await entryOf({ type: TYPE, destination: 'tenat' });
    await expect(systemJson(entry, realOptions)).rejects.toThrow(
      /c\.json: system "one": there is no destination "tenat"; add it to "destinations"/,
    );
  });
});
