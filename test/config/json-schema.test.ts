import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { typeNames } from '../../src/config/connector-of.ts';
import { configurationSchemaText } from '../../src/config/json-schema.ts';
import { knownProperties } from '../../src/config/known-properties.ts';
import { load } from './helpers.ts';

const text = configurationSchemaText(loadOptions.definitions, loadOptions.common);

it('config/ipsproxy.schema.json is up to date (npm run config:schema)', async () => {
  const file = new URL('../../config/ipsproxy.schema.json', import.meta.url);
  expect(await readFile(file, 'utf8')).toBe(text);
});

it('describes every setting', () => {
  const missing: string[] = [];
  const walk = (schema: Record<string, unknown>, path: string) => {
    for (const [key, property] of Object.entries(
      (schema.properties ?? {}) as Record<string, Record<string, unknown>>,
    )) {
      if (property.description === undefined) missing.push(`${path}${key}`);
      walk(property, `${path}${key}.`);
      walk((property.items ?? {}) as Record<string, unknown>, `${path}${key}[].`);
    }
  };
  walk(JSON.parse(text) as Record<string, unknown>, '');
  // Explained by what they stand in.
  expect(missing).toEqual(
    ['server', 'systems[].transformations.read', 'systems[].transformations.write'].filter((name) =>
      missing.includes(name),
    ),
  );
  expect(missing).not.toContain('server.port');
});

describe('numbers with a bound, or 0 for none, are those that the loader takes', () => {
  const isValid = new Ajv({ strict: false }).compile(JSON.parse(text));

  it.each(
    Object.entries({
      connectionsPerAddress: [-1, 0, 1, 1.5, 65_535, 65_536],
      'overload.eventLoopDelay': [-1, -0.1, 0, 0.05, 0.1, 1, 60, 60.1],
      'overload.heap': [-1, 0, 1, 49, 50, 50.5, 90, 99, 100],
    }),
  )('server.%s', async (path, values) => {
    for (const value of values) {
      const [key = '', inner] = path.split('.');
      const configuration = {
        server: { [key]: inner === undefined ? value : { [inner]: value } },
        systems: [],
      };
      const { refused = [] } = await load({ 'c.json': JSON.stringify(configuration) });
      const isRefused = refused.some((problem) => problem.includes(`server.${path} `));
      expect({ value, isValid: isValid(configuration) }).toEqual({ value, isValid: !isRefused });
    }
  });
});

describe('properties of a system', () => {
  interface PropertySchema {
    readonly description: string;
    readonly anyOf: readonly Readonly<Record<string, unknown>>[];
  }
  interface OneType {
    readonly if: { readonly properties: { readonly type: { readonly const: string } } };
    readonly then: {
      readonly properties: {
        readonly properties: {
          readonly properties: Readonly<Record<string, PropertySchema>>;
          readonly patternProperties: Readonly<Record<string, PropertySchema>>;
        };
      };
    };
  }
  const { definitions, properties } = JSON.parse(text);
  const system = properties.systems.items;
  const byType = new Map(
    (system.allOf as OneType[]).map((entry) => [
      entry.if.properties.type.const,
      entry.then.properties.properties.properties,
    ]),
  );

  it.each([...loadOptions.definitions.values()])(
    'are completed with a description: those that $type knows',
    (definition) => {
      const schemas = byType.get(definition.type) ?? {};
      const known = Object.keys(knownProperties(definition, loadOptions.common));
      expect(Object.keys(schemas)).toEqual(known.filter((name) => !name.endsWith('.*')));
      for (const [name, schema] of Object.entries(schemas)) {
        expect([name, schema.description]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
        expect(schema.anyOf).toContainEqual({ $ref: '#/definitions/reference' });
      }
    },
  );

  it('take values in the forms that the loader takes', () => {
    const formsOf = (name: string) => byType.get('identity-authentication')?.[name]?.anyOf.slice(0, -1);
    expect(formsOf('ipsproxy.patch.reread')).toEqual([{ type: 'string', enum: ['auto', 'always', 'never'] }]);
    expect(formsOf('ias.support.patch.operation')).toEqual([
      { type: 'string', enum: ['true', 'false'] },
      { type: 'boolean' },
    ]);
    expect(formsOf('ias.api.version')).toEqual([{ type: 'string', enum: ['1', '2'] }, { enum: [1, 2] }]);
    expect(formsOf('ipsproxy.upstream.connections')).toEqual([
      { type: 'integer', minimum: 1, maximum: 50 },
      { type: 'string', pattern: '^\\d+$' },
    ]);
    expect(formsOf('ipsproxy.upstream.requests.per.minute')).toContainEqual({
      type: 'string',
      enum: ['off'],
    });
    expect(formsOf('ias.user.filter')).toEqual([{ type: ['string', 'number', 'boolean'] }]);
    expect(formsOf('Password')).toEqual([]);
    expect(definitions.reference.anyOf.map(({ required }: { required: string[] }) => required)).toEqual([
      ['env'],
      ['file'],
      ['service', 'key'],
    ]);
  });

  it('have families, whose names are made up by administrators', () => {
    for (const { then } of system.allOf as OneType[]) {
      const [[pattern = '', schema] = []] = Object.entries(then.properties.properties.patternProperties);
      expect('ips.http.header.X-Custom').toMatch(new RegExp(pattern));
      expect('ips_http.header.X-Custom').not.toMatch(new RegExp(pattern));
      expect(schema?.description).toBe('Header that every request to the backend carries.');
    }
  });

  it('say what they are without', () => {
    const cache = byType.get('cloud-foundry')?.['btp.cf.pm.cache.seconds'];
    expect(cache).toMatchObject({
      default: 30,
      description: 'How long the lists of organizations and spaces are kept. Unit: seconds. Default: 30.',
    });
    expect(byType.get('cloud-foundry')?.['URL']?.description).toMatch(/ Default: https:\/\/api\. and the/);
    expect(byType.get('identity-authentication')?.['URL']?.description).toMatch(/ Required\.$/);
  });

  it('belong to the types that there are', () => {
    const types = typeNames(loadOptions.definitions);
    expect(system.properties.type.anyOf).toEqual([{ enum: types }, { type: 'string' }]);
  });

  it('are of these types alone where no third parties add others', () => {
    const schema = JSON.parse(text);
    expect(schema.if).toEqual({ not: { required: ['connectors'] } });
    expect(schema.then.properties.systems.items.properties.type.enum).toEqual(
      typeNames(loadOptions.definitions),
    );
  });

  it('of a destination are those of all types, with the values of each', () => {
    const { properties: shared } = properties.destinations.additionalProperties.properties;
    expect(shared.properties['ias.user.filter'].description).toMatch(/\.$/);
    expect(shared.properties['btp.cf.pm.origin'].description).toMatch(/\.$/);
    const ofSapTypes = Object.keys(shared.patternProperties).filter((name) =>
      new RegExp(name).test('sac.user.filter'),
    );
    expect(ofSapTypes).toHaveLength(1);
    const values = shared.properties.Password.anyOf;
    expect(values).toEqual([{ $ref: '#/definitions/reference' }]);
  });
});
