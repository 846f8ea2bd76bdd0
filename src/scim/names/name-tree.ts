/**
 * Which names an entity can have, level by level, and how each is spelled. Names are compared without regard to case
 * (RFC 7643 §2.1), but transformations and backends read one spelling only.
 */
import type { Attribute, AttributeMap } from '../schema/attribute.ts';

export interface KnownName {
  /** The spelling that whoever reads the entity expects. */
  readonly name: string;
  /** What a schema says of it. */
  readonly attribute: Attribute | undefined;
  /** Its sub-attributes; of a list, those of its values. */
  readonly below: NameTree;
  /** Whether it is what {@link NameTree.find} gives for all other spellings. */
  readonly isFirst: boolean;
}

export class NameTree {
  readonly #exact = new Map<string, KnownName>();
  readonly #byLowerCase = new Map<string, KnownName>();

  /** A name in just this spelling. */
  exact(name: string): KnownName | undefined {
    return this.#exact.get(name);
  }

  /** A name in any spelling; of several that differ by case alone, the one that was added first. */
  find(name: string): KnownName | undefined {
    return this.#exact.get(name) ?? this.#byLowerCase.get(name.toLowerCase());
  }

  /** The tree below the name, which is added in this spelling where it is new. */
  add(name: string): NameTree {
    const known = this.#exact.get(name);
    if (known !== undefined) return known.below;
    const other = this.#byLowerCase.get(name.toLowerCase());
    // A transformation may read a name in two spellings: both are left alone.
    const isFirst = other === undefined;
    const added = { name, attribute: other?.attribute, below: other?.below ?? new NameTree(), isFirst };
    this.#exact.set(name, added);
    if (isFirst) this.#byLowerCase.set(name.toLowerCase(), added);
    return added.below;
  }

  /** What a schema declares; spellings that are there already win. */
  declare(attributes: AttributeMap): void {
    for (const [lowerCase, attribute] of attributes) {
      const known = this.#byLowerCase.get(lowerCase);
      const below = known?.below ?? new NameTree();
      const declared = { name: known?.name ?? attribute.name, attribute, below, isFirst: true };
      this.#exact.set(declared.name, declared);
      this.#byLowerCase.set(lowerCase, declared);
      below.declare(attribute.subAttributes);
    }
  }
}
