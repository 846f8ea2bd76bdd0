/** The public shapes of the transformation engine. See docs/transformations.md for the language itself. */

/** What `JSON.parse` can give. */
export type Json = string | number | boolean | null | Json[] | JsonMap;
export interface JsonMap {
  [key: string]: Json;
}

export type Direction = 'read' | 'write';
/** `read` belongs to the read direction, the others to the write direction. */
export type Operation = 'read' | 'create' | 'update' | 'patch' | 'delete';

/** System properties, for `%name%` and the condition functions. Credentials must not be among them. */
export type Properties = Readonly<Record<string, string>>;
/** Values of `${name}`; any JSON, usually text. */
export type Variables = Readonly<Record<string, Json>>;

export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  /** Stable rule name in kebab case, e.g. `unknown-function`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to write instead. */
  readonly fix?: string | undefined;
  /** As given in the options of `compileTransformation`. */
  readonly file?: string | undefined;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

export interface CompileOptions {
  readonly direction: Direction;
  readonly properties?: Properties | undefined;
  /** Name of the file, for findings. */
  readonly file?: string | undefined;
  /** What failed runs call the file; clients may read it. Default: `file`. */
  readonly shownFile?: string | undefined;
  /** Property names never to be substituted, on top of `Password` and other credential names. */
  readonly credentials?: ReadonlySet<string> | undefined;
  /** Credentials by their names: they get nowhere but into a constant for a password, and are masked in traces. */
  readonly secrets?: Properties | undefined;
  /** Names of properties that mean something to the system, set or not: a reference to one is not mistyped. */
  readonly knownProperties?: Iterable<string> | undefined;
  /**
   * Names that the backend's entities are known to have, so that a mistyped one is found; see `backendNames`. `own`: the
   * transformation is known to be right. Default: none.
   */
  readonly backendNames?: Iterable<string> | 'own' | undefined;
  /** Now, in milliseconds since the epoch; default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export interface RunOptions {
  readonly operation: Operation;
  readonly variables?: Variables | undefined;
  /** Explain every mapping; default false. */
  readonly trace?: boolean | undefined;
  /**
   * With {@link trace}: told of every text that the trace hides, so that whoever shows the output can hide it there too. A text
   * may be told several times.
   */
  readonly onSecret?: ((text: string) => void) | undefined;
  /** Run the mappings whether the entity-level condition holds or not; default false. */
  readonly ignoreCondition?: boolean | undefined;
  /**
   * Only what the entity itself says: no `defaultValue`, no `putIfAbsent`, and a mandatory value that is missing is left
   * out; default false.
   */
  readonly withoutDefaults?: boolean | undefined;
}

/** What a condition read: a path or a variable, and what is there; nothing where nothing is. Secrets are masked. */
export interface LookedAt {
  /** `$.userType`, or `${name}`. */
  readonly path: string;
  readonly value?: Json | undefined;
}

export interface MappingTrace {
  /** Zero-based position in `mappings`. */
  readonly index: number;
  readonly line: number;
  readonly outcome: 'written' | 'skipped' | 'failed';
  /** Why it was skipped or failed: `ignore`, `scope …`, `condition …`, `missing …`. */
  readonly reason?: string | undefined;
  /** Of a condition that was false. */
  readonly lookedAt?: readonly LookedAt[] | undefined;
  readonly source?: string | undefined;
  /** What was read, after unwrapping and default. */
  readonly input?: Json | undefined;
  readonly functions?:
    | readonly {
        readonly name: string;
        readonly output?: Json | undefined;
        readonly skipped?: string | undefined;
      }[]
    | undefined;
  readonly output?: Json | undefined;
  readonly targetPath?: string | undefined;
  readonly targetVariable?: string | undefined;
}

export interface Trace {
  /** The entity-level condition and what it gave. */
  readonly condition?:
    | { readonly text: string; readonly result: boolean; readonly lookedAt: readonly LookedAt[] }
    | undefined;
  readonly mappings: readonly MappingTrace[];
}

export type RunResult =
  | {
      readonly status: 'transformed';
      readonly output: JsonMap;
      readonly variables: Record<string, Json>;
      readonly trace?: Trace;
    }
  | { readonly status: 'filtered'; readonly condition: string; readonly trace?: Trace }
  | {
      readonly status: 'failed';
      /** Where, for people: `tx/write.json:40: mapping 3 ($.name → $.name)`; without a file, `line 40: …`. */
      readonly mapping: string;
      /** The source path (or variable, or condition) that failed. */
      readonly path: string;
      /** Why; never contains the entity's data. */
      readonly reason: string;
      readonly trace?: Trace;
    };

/** A source attribute that a target attribute of a read transformation comes from. */
export interface AttributeSource {
  /** Member names from the input's root; numbers are list positions. */
  readonly path: readonly (string | number)[];
  /** Its values are the source's, so that both sort alike. */
  readonly isCopy: boolean;
  /** It comes from there in every entity: no other mapping writes, renames or removes it for some of them. */
  readonly isOnly: boolean;
  /**
   * Turns a value to be compared back into the backend's; `undefined`: no backend value gives it.
   *
   * @param isExact whether case matters in what the mapping adds or replaces; default false
   * @throws EvaluationError when several backend values do, or none at all, as with the default of a mapping
   */
  readonly invert: (
    value: string | number | boolean | null,
    isExact?: boolean,
  ) => string | number | boolean | null | undefined;
}

export type ScalarType = 'string' | 'boolean' | 'integer' | 'decimal';

/** What values at one place can be like, as far as a transformation tells without its input. */
export interface ValueShape {
  /** Whatever is somewhere in the input may be here; only a schema knows what that is. */
  readonly whole: boolean;
  /** Where in the input it is copied from unchanged, as names from the root. */
  readonly origins: readonly (readonly string[])[];
  /** There may be several values; members are those of each of them. */
  readonly list: boolean;
  /** Of values that the transformation itself makes. */
  readonly scalars: ReadonlySet<ScalarType>;
  /** Texts among those. */
  readonly texts: ReadonlySet<string>;
  /** Those that it names, by their names in lower case. */
  readonly members: ReadonlyMap<string, NamedShape>;
  /** Nothing can be here. */
  readonly isNothing: boolean;
  /** Of a member in any case, named or part of what is here as a whole. */
  member(name: string): ValueShape;
}

export interface NamedShape {
  /** As written. */
  readonly name: string;
  readonly shape: ValueShape;
}

/** Names of top-level members that somebody else looks at, so that they are never carried. */
export interface Kept {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

/** A member that only goes on from the input to the output, as it is. */
export interface CarriedMember {
  /** Names from the root of the input; none of them is below another one. */
  readonly source: readonly string[];
  /** Names from the root of the output, likewise; whatever is below the first of them is carried. */
  readonly target: readonly string[];
  /** An input without it is for {@link EntityTransformation.run}. */
  readonly mandatory: boolean;
  /** A list of one value goes on as that value. */
  readonly unwraps: boolean;
}

/** What a read transformation does with an entity besides reading it: see {@link EntityTransformation.carriage}. */
export interface Carriage {
  readonly members: readonly CarriedMember[];
  /** Names of the top-level members that are read; nobody needs those that are neither carried nor read. */
  readonly read: ReadonlySet<string>;
  /** An input that has one of these members is for {@link EntityTransformation.run}. */
  readonly excluded: readonly (readonly string[])[];
  /** Like {@link EntityTransformation.run}, for an input without the carried members: they are missing in the output. */
  run(entity: Json, options: RunOptions): RunResult;
}

/** One entity type of a transformation, compiled. */
export interface EntityTransformation {
  readonly entityType: string;
  /** E.g. `Users`. */
  readonly scimEntityEndpoint: string;
  readonly ignore: boolean;
  readonly skipOperations: ReadonlySet<'create' | 'update' | 'delete'>;
  /** The entity-level condition's text. */
  readonly condition: string | undefined;
  /** Where it stands, for people: `tx/write.json:3`; without a file, `line 3`. */
  readonly conditionPlace: string | undefined;
  /** Where it stands; 1-based. */
  readonly conditionLine: number | undefined;
  /** Name of the file, as given to `compileTransformation`. */
  readonly file: string | undefined;
  /** Whether any mapping has that scope. */
  readonly scopes: ReadonlySet<'createEntity' | 'patchEntity' | 'deleteEntity'>;
  /** Source paths marked `correlationAttribute`, as written. */
  readonly correlationAttributes: readonly string[];
  /** Never throws for any JSON `entity`; does not change it and shares nothing with it. */
  run(entity: Json, options: RunOptions): RunResult;
  /**
   * Read direction: where the target attribute comes from (proxy API, section 3, filters), or `undefined` when no
   * mapping gives it unchanged or invertibly. Names compare case-insensitively.
   *
   * @param target member names from the output's root, e.g. `['emails', 0, 'value']`
   */
  attributeSource(target: readonly (string | number)[]): AttributeSource | undefined;
  /**
   * Read direction: the id that clients see (`entityIdSourceSystem`) of an entity that the rest of the transformation
   * need not succeed on; `undefined` when its mappings give none.
   */
  sourceId(entity: Json): string | undefined;
  /**
   * Write direction: the backend's id of the entity that a client addresses by `id`, computed by the
   * `entityIdTargetSystem` → `entityIdTargetSystem` mappings; `undefined` when they cannot (such an id does not exist).
   */
  targetId(id: string, operation: Operation): string | undefined;
  /**
   * Member names from the root that the mappings and conditions read, spelled as there; positions in lists are left out.
   */
  readonly sourceNames: readonly (readonly string[])[];
  /** Places of scalars in the entity, nulls apart, that no mapping of the operation takes anywhere. */
  uncarried(entity: Json, operation: Operation): readonly (readonly (string | number)[])[];
  /** Whether the operation always copies the top-level attribute as it is to the attribute of the same name. */
  copiesWhole(attribute: string, operation: Operation): boolean;
  /** Read direction: what the output can consist of. Computed anew by every call. */
  outputShape(): ValueShape;
  /** Write direction: what the mappings of the operation take from the input. Computed anew by every call. */
  inputShape(operation: Operation): ValueShape;
  /**
   * Write direction: member names from the root of values without which no input gets through the operation: mandatory ones,
   * and those that the entity-level condition asks for. Not all of them can be known.
   */
  requiredSources(operation: Operation): readonly (readonly string[])[];
  /**
   * Read direction: names from the output's root, one list for each place that a mapping may write to. Below the last name there
   * may be anything; an empty list stands for the whole output.
   */
  readonly targetNames: readonly (readonly string[])[];
  /** Read direction: whether a mapping writes or removes the place, or what it is a part of. */
  targets(place: readonly (string | number)[]): boolean;
  /**
   * Read direction: true when leaving the top-level attribute out of the input only leaves the top-level attribute of
   * the same name out of the output, so that a backend need not send what the client does not want.
   */
  canOmit(attribute: string): boolean;
  /**
   * Read direction: which members need not be read, as they only go on. Names in the input are those of the mappings, to the
   * letter. `undefined`: any member may be read.
   */
  carriage(kept: Kept): Carriage | undefined;
}

/**
 * A compiled transformation: one member for each entity type (`user`, `group`, …), all of them in `entities` too. No
 * entity type may have the name of one of the other members.
 */
export type Transformation = {
  readonly direction: Direction;
  readonly entities: Readonly<Record<string, EntityTransformation>>;
  /** Warnings and remarks. */
  readonly findings: readonly Finding[];
} & { readonly [entityType: string]: EntityTransformation };
