import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { knownProperties } from '../../src/config/known-properties.ts';
import { propertyFacts } from '../../src/config/property-facts.ts';

const DOCS = [
  'api',
  'clients',
  'configuration',
  'identity-authentication',
  'cloud-foundry',
  'scim',
  'transformations',
  'uaa',
];
const texts = await Promise.all(
  DOCS.map((name) => readFile(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8')),
);
const inDocs = new Set(
  texts.flatMap((text) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name)),
);

it.each([...loadOptions.definitions.values()])(
  'properties of $type are described in sentences',
  (definition) => {
    const facts = propertyFacts(knownProperties(definition, loadOptions.common));
    expect(facts.filter(({ description }) => !/^[A-Z`].*\.$/.test(description))).toEqual([]);
  },
);

it.each([...loadOptions.definitions.values()])('every property of $type is documented', (definition) => {
  const { prefix } = definition;
  /** Forms that the documentation has once for several names. */
  const forms = (name: string) => [
    name,
    name.replace(/\.\*$/, '.<Name>'),
    name.replace(new RegExp(`^(?:${prefix.replaceAll('.', '\\.')}|scim)\\.`), '<prefix>.'),
    name.replace(/^scim\./, `${prefix}.`),
  ];
  const names = Object.keys(knownProperties(definition, loadOptions.common));
  expect(names.length).toBeGreaterThan(20);
  // The properties of a destination, as SAP BTP has them, speak for themselves.
  const plain = ['Type', 'ProxyType', 'Authentication', 'URL', 'User', 'Password'];
  const missing = names.filter(
    (name) => !plain.includes(name) && !forms(name).some((form) => inDocs.has(form)),
  );
  expect(missing).toEqual([]);
});
