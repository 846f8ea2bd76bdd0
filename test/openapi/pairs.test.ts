/** Documents of systems with transformations of all kinds: valid, and true of what goes through them. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ApiAddress } from '../../src/openapi/api.ts';
import { openApiDocument } from '../../src/openapi/document.ts';
import { createProxySystem } from '../../src/proxy/proxy-system.ts';
import type { ProxySystem } from '../../src/proxy/types.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { resourceTypeName } from '../../src/scim/schemas.ts';
import { compileTransformation } from '../../src/transformation/index.ts';
import { recordingBackend } from '../proxy/support/hand-over.ts';
import { ownPairs } from '../transformations/pairs.ts';
import { checkDocument, schemaChecks } from './support/check-document.ts';

/** Nothing in the transformations says that what they carry is no text. */
const GUESSED: Readonly<Record<string, readonly string[]>> = {
  'cloud-foundry/identity-providers': ['/urn:acme:scim:schemas:1.0:User/confirmed'],
};

const ADDRESS: ApiAddress = {
  baseUrl: 'https://proxy.example.com/ipsproxy/api/v1/scim/s-1',
  waysIn: ['basic'],
};

function systemOf(read: string, write: string, properties: Readonly<Record<string, string>>): ProxySystem {
  return createProxySystem({
    id: 's-1',
    name: 'A system',
    type: 'x',
    prefix: 'x',
    properties,
    read: compileTransformation(read, { direction: 'read', properties }),
    write: compileTransformation(write, { direction: 'write', properties }),
    connector: { entity: () => recordingBackend([]), close: async () => undefined },
  });
}

describe.each(ownPairs())('$name', ({ name: pair, read, write, properties, examples }) => {
  const { description } = systemOf(JSON.stringify(read), JSON.stringify(write), properties);
  const document = openApiDocument(description, ADDRESS);

  it('has a valid document', () => checkDocument(document));

  it('allows what clients see, and lets them send it back', () => {
    const check = schemaChecks(document);
    const failures = Object.entries(examples).flatMap(([type, { shown, created }]) => {
      const name = resourceTypeName(type);
      const sides = created === undefined ? [name] : [name, `${name}Write`];
      return sides.flatMap((side) => {
        const validate = check(`#/components/schemas/${side}`);
        const errors = validate(shown) ? [] : (validate.errors ?? []);
        return errors
          .filter(({ instancePath }) => !GUESSED[pair]?.includes(instancePath))
          .map(({ instancePath, message }) => `${side}${instancePath} ${message}`);
      });
    });
    expect(failures).toEqual([]);
  });
});

describe('the default transformations of', () => {
  const folders = globSync('transformations/**/read.json').map((file) => file.replace(/.read\.json$/, ''));

  it.each(folders)('%s have a valid document', async (folder) => {
    const [read, write] = ['read', 'write'].map((direction) =>
      readFileSync(`${folder}/${direction}.json`, 'utf8'),
    );
    const { description } = systemOf(read ?? '', write ?? '', {});
    await checkDocument(openApiDocument(description, ADDRESS));
    const types = (openApiDocument(description, ADDRESS)['tags'] as JsonObject[]).map(({ name }) => name);
    expect(types).toEqual(expect.arrayContaining(['Users', 'Groups']));
  });
});
