/** PATCH paths in the spelling of the schemas and the transformation. */

import { booleanOf } from '../../boolean.ts';
import type { ComparisonValue, Filter } from '../../filter-ast.ts';
import { printFilter } from '../../filter-print.ts';
import { type KnownName, NameTree } from '../../names/name-tree.ts';
import type { Vocabulary } from '../../names/vocabulary.ts';
import { refusePathInto } from '../../schema/never-returned.ts';
import { type PatchPath, parseMemberName, parsePath } from '../path.ts';
import { SchemaNames } from '../schema-names.ts';
import { type ValueFilter, valueFilterOf } from '../value-filter.ts';
import type { Declared } from './declared-value.ts';

export interface CanonicalPath {
  /** URN of the extension, as it is spelled; `undefined` for the core schema. */
  readonly schema: string | undefined;
  /** `undefined` where the path names the whole schema. */
  readonly attribute: string | undefined;
  readonly filter: ValueFilter | undefined;
  readonly subAttribute: string | undefined;
  /** The whole path. */
  readonly text: string;
  /** The path up to the attribute. */
  readonly list: string;
  /** What the path leads to. */
  readonly declared: Declared;
  /** The names below what it leads to. */
  readonly below: NameTree;
  /** The attribute is `members` of a group. */
  readonly isMembers: boolean;
  /** Some schema declares the attribute. */
  readonly isDeclared: boolean;
  /** The attribute is declared as a list. */
  readonly isList: boolean;
  /** The attribute is `active`, where the schema has it: of a user. */
  readonly isActive: boolean;
  /** An attribute of the core schema, as a whole, that every resource has: `userName` of users. */
  readonly isRequired: boolean;
  /** `id`, `meta` or `schemas`. */
  readonly isReadOnly: boolean;
}

const READ_ONLY: ReadonlySet<string> = new Set(['id', 'meta', 'schemas']);
const NOTHING_KNOWN = new NameTree();

export class PathReader {
  readonly #context: SchemaNames;
  readonly #vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.#context = new SchemaNames(vocabulary.schemas.core.id, vocabulary.extensions);
    this.#vocabulary = vocabulary;
  }

  /** @param mayBeSchema see `PathContext.resolve` @throws ScimError 400 `invalidPath`, `invalidFilter` */
  read(text: string, mayBeSchema: boolean): CanonicalPath {
    return this.#canonical(parsePath(text, mayBeSchema, this.#context));
  }

  /** A name in a value object. @param schema the extension that the object stands for */
  readMember(name: string, schema: string | undefined, mayBeSchema: boolean): CanonicalPath {
    return this.#canonical(parseMemberName(name, schema, mayBeSchema, this.#context));
  }

  /** The same attribute without filter and sub-attribute. */
  whole({ schema, attribute }: CanonicalPath): CanonicalPath {
    return this.#canonical({ schema, attribute, subAttribute: undefined, filter: undefined });
  }

  #canonical(path: PatchPath): CanonicalPath {
    if (path.filter !== undefined || path.subAttribute !== undefined) refusePathInto(path);
    const { names } = this.#vocabulary;
    const extension = path.schema === undefined ? undefined : names.find(path.schema);
    const schema = path.schema === undefined ? undefined : (extension?.name ?? path.schema);
    const level = path.schema === undefined ? names : (extension?.below ?? NOTHING_KNOWN);
    const known = path.attribute === undefined ? undefined : level.find(path.attribute);
    const attribute = path.attribute === undefined ? undefined : (known?.name ?? path.attribute);
    const part =
      path.subAttribute === undefined ? undefined : (known?.below ?? NOTHING_KNOWN).find(path.subAttribute);
    const subAttribute = path.subAttribute === undefined ? undefined : (part?.name ?? path.subAttribute);
    const filter =
      path.filter === undefined || attribute === undefined
        ? undefined
        : canonicalFilter(path.filter, known, attribute);
    const list = listText(schema, attribute);
    const text = `${list}${filter === undefined ? '' : `[${printFilter(filter.tree)}]`}${
      subAttribute === undefined ? '' : `.${subAttribute}`
    }`;
    const core = path.schema === undefined;
    const lower = attribute?.toLowerCase();
    const isMembers = core && attribute !== undefined && attribute === this.#vocabulary.members;
    const target = path.subAttribute === undefined ? known : part;
    return {
      schema,
      attribute,
      filter,
      subAttribute,
      text,
      list,
      declared: {
        name: text,
        attribute: target?.attribute,
        members: isMembers && subAttribute === undefined,
      },
      below: this.#below(path, level, target),
      isMembers,
      isDeclared: isMembers || known?.attribute !== undefined,
      isList: isMembers || known?.attribute?.multiValued === true,
      isActive: core && lower === 'active' && known?.attribute?.type === 'boolean',
      isRequired: core && text === list && known?.attribute?.required === true,
      isReadOnly: core && lower !== undefined && READ_ONLY.has(lower),
    };
  }

  #below(path: PatchPath, level: NameTree, target: KnownName | undefined): NameTree {
    return path.attribute === undefined ? level : (target?.below ?? NOTHING_KNOWN);
  }
}

function listText(schema: string | undefined, attribute: string | undefined): string {
  if (schema === undefined) return attribute ?? '';
  return attribute === undefined ? schema : `${schema}:${attribute}`;
}

/** Names as they are spelled, and booleans that came as text. */
function canonicalFilter(filter: ValueFilter, known: KnownName | undefined, attribute: string): ValueFilter {
  if (known === undefined) return filter;
  const tree = canonicalTree(filter.tree, known.below);
  if (tree === filter.tree) return filter;
  return valueFilterOf(tree, attribute);
}

function canonicalTree(tree: Filter, names: NameTree): Filter {
  switch (tree.kind) {
    case 'compare': {
      const known = names.find(tree.path.attribute);
      if (known === undefined || tree.path.schema !== undefined) return tree;
      const value = canonicalOperand(tree.value, known);
      if (known.name === tree.path.attribute && value === tree.value) return tree;
      return { ...tree, path: { ...tree.path, attribute: known.name }, value };
    }
    case 'present': {
      const known = names.find(tree.path.attribute);
      if (known === undefined || known.name === tree.path.attribute) return tree;
      return { ...tree, path: { ...tree.path, attribute: known.name } };
    }
    case 'not': {
      const operand = canonicalTree(tree.operand, names);
      return operand === tree.operand ? tree : { ...tree, operand };
    }
    case 'and':
    case 'or': {
      const operands = tree.operands.map((operand) => canonicalTree(operand, names));
      return operands.every((operand, index) => operand === tree.operands[index])
        ? tree
        : { ...tree, operands };
    }
    default:
      return tree;
  }
}

function canonicalOperand(value: ComparisonValue, { attribute }: KnownName): ComparisonValue {
  return attribute?.type === 'boolean' ? (booleanOf(value) ?? value) : value;
}
