/**
 * Systems as the files in the field have them: one object, a list, or an object with a list; properties as an object or as a
 * list of `{"key", "value"}`, like the settings of destinations; transformations as objects or as text.
 */
import type { Node } from 'jsonc-parser';
import { isCredentialName } from '../../transformation/index.ts';
import { refusedAt } from '../errors.ts';
import { type JsonFile, membersOf, positionAt, printNode } from '../json-file.ts';

export interface ExportedSystem {
  /** `undefined`: the file has none. */
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly type: string | undefined;
  /** `PROXY`, `SOURCE`, `TARGET` */
  readonly role: string | undefined;
  readonly disabled: boolean;
  /** Name of the destination in the subaccount, whose properties the file has not. */
  readonly destination: string | undefined;
  /** In the order of the file, credentials apart. */
  readonly properties: ReadonlyMap<string, string>;
  readonly credentials: ReadonlySet<string>;
  /** JSON text. */
  readonly transformations: { readonly read?: string | undefined; readonly write?: string | undefined };
  /** What else the file says of the system. */
  readonly others: readonly string[];
}

const KEYS = {
  id: ['id', 'systemId'],
  name: ['name', 'systemName', 'displayName'],
  type: ['connectorTypeString', 'connectorType', 'systemType', 'type'],
  role: ['accessMode', 'systemRole', 'role'],
  state: ['state', 'status'],
  enabled: ['enabled'],
  destination: ['destinationName'],
  properties: ['properties'],
  credentials: ['encryptedProperties', 'credentials'],
  read: ['readTransformation'],
  write: ['writeTransformation'],
  both: ['transformations'],
} as const;
const LISTS = ['systems', 'proxySystems'];
/** Of the tenant the system comes from, or of its user interface. */
const OF_THE_TENANT =
  /^(?:tenantId|systemManagementType|fromImport|git(?:Dis)?[aA]llowedExpressions|.*Changed|\$schema)$/;

/** @throws ExchangeError where the file has no systems */
export function systemsOf(file: JsonFile): ExportedSystem[] {
  const { root } = file;
  const list = root.type === 'array' ? root : member(root, LISTS);
  const nodes = list === undefined ? [root] : (list.children ?? []);
  if (list !== undefined && (list.type !== 'array' || nodes.length === 0))
    throw refuse(file, list, 'this should be a list of systems');
  return nodes.map((node) => systemOf(file, node));
}

function systemOf(file: JsonFile, node: Node): ExportedSystem {
  const members = membersOf(node);
  const known = new Set<string>(Object.values(KEYS).flat());
  const isSystem = [...KEYS.properties, ...KEYS.read, ...KEYS.write].some((key) => members.has(key));
  if (!isSystem) {
    const message =
      'this is no system of SAP Identity Provisioning: it has neither properties nor transformations';
    throw refuse(file, node, message);
  }
  const given = propertiesOf(file, member(node, KEYS.properties));
  const encrypted = propertiesOf(file, member(node, KEYS.credentials));
  const credentials = new Set([
    ...[...given].filter(([name, { secret }]) => secret || isCredentialName(name)).map(([name]) => name),
    ...encrypted.keys(),
  ]);
  const plain = [...given].flatMap(([name, { value }]): [string, string][] =>
    credentials.has(name) || value === undefined ? [] : [[name, value]],
  );
  const both = member(node, KEYS.both);
  return {
    id: text(file, member(node, KEYS.id)),
    name: text(file, member(node, KEYS.name)),
    type: text(file, member(node, KEYS.type)),
    role: text(file, member(node, KEYS.role)),
    disabled:
      text(file, member(node, KEYS.state))?.toUpperCase() === 'DISABLED' ||
      member(node, KEYS.enabled)?.value === false,
    destination: text(file, member(node, KEYS.destination)),
    properties: new Map(plain),
    credentials,
    transformations: {
      read: transformation(file, member(node, KEYS.read) ?? member(both, ['read'])),
      write: transformation(file, member(node, KEYS.write) ?? member(both, ['write'])),
    },
    others: [...members].flatMap(([key, value]) =>
      known.has(key) || OF_THE_TENANT.test(key) || isEmpty(value) ? [] : [key],
    ),
  };
}

interface Given {
  readonly value: string | undefined;
  readonly secret: boolean;
}

function propertiesOf(file: JsonFile, node: Node | undefined): Map<string, Given> {
  const properties = new Map<string, Given>();
  const add = (name: string, { value, secret }: Given, at: Node) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no property has them in its name.
    if (name === '' || name === '__proto__' || /[\u0000-\u001f\u007f]/.test(name))
      throw refuse(file, at, 'this is no name of a property');
    if (properties.has(name)) throw refuse(file, at, `the property "${name}" stands here a second time`);
    properties.set(name, { value, secret });
  };
  if (node === undefined || node.type === 'null') return properties;
  if (node.type === 'object') {
    for (const [name, value] of membersOf(node)) add(name, readValue(file, value), value);
    return properties;
  }
  if (node.type !== 'array') throw refuse(file, node, 'this should be an object with properties');
  for (const item of node.children ?? []) {
    const name = text(file, member(item, ['key', 'name', 'property']));
    // A list of names, as of credentials.
    if (item.type === 'string') add(String(item.value), { value: undefined, secret: true }, item);
    else if (name === undefined) throw refuse(file, item, 'this should be a property with "key" and "value"');
    else add(name, readValue(file, item), item);
  }
  return properties;
}

const SECRET_FLAGS = ['credential', 'isCredential', 'encrypted', 'isEncrypted', 'secret', 'sensitive'];

/** A plain value, or an object that has it as `value`. */
function readValue(file: JsonFile, node: Node): Given {
  const secret = SECRET_FLAGS.some((flag) => [true, 'true'].includes(member(node, [flag])?.value));
  const value = node.type === 'object' ? member(node, ['value']) : node;
  if (value === undefined || value.type === 'null') return { value: undefined, secret };
  if (value.type === 'object' || value.type === 'array')
    throw refuse(file, value, 'the value of a property should be text');
  return { value: value.type === 'string' ? String(value.value) : printNode(file, value), secret };
}

function transformation(file: JsonFile, node: Node | undefined): string | undefined {
  if (node === undefined || node.type === 'null') return undefined;
  if (node.type === 'string') return String(node.value).trim() === '' ? undefined : String(node.value);
  if (node.type !== 'object') throw refuse(file, node, 'a transformation should be an object');
  return (node.children ?? []).length === 0 ? undefined : `${asTyped(file, node)}\n`;
}

/** With its comments and line breaks, where it has any. */
function asTyped(file: JsonFile, node: Node): string {
  const typed = file.text.slice(node.offset, node.offset + node.length).replaceAll('\r\n', '\n');
  const [, indent] = /\n([ \t]*)[^\n]*$/.exec(typed) ?? [];
  return indent === undefined ? printNode(file, node) : typed.replaceAll(`\n${indent}`, '\n');
}

function text(file: JsonFile, node: Node | undefined): string | undefined {
  if (node === undefined || node.type === 'null') return undefined;
  if (node.type !== 'string') throw refuse(file, node, 'this should be text');
  return String(node.value).trim() || undefined;
}

function member(node: Node | undefined, keys: readonly string[]): Node | undefined {
  const members = membersOf(node);
  const key = keys.find((name) => members.has(name));
  return key === undefined ? undefined : members.get(key);
}

function isEmpty(node: Node): boolean {
  if (node.type === 'object' || node.type === 'array') return (node.children ?? []).length === 0;
  return [null, false, ''].includes(node.value);
}

function refuse(file: JsonFile, node: Node, message: string) {
  return refusedAt(file.file, positionAt(file.text, node.offset), message);
}
