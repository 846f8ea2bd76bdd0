/**
 * Whether a transformation of the administrator's own is where it belongs: a copy of one for the other direction, another
 * version of the API or another type of system compiles as well, and then reads and writes attributes that do not exist.
 */
import { readdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { parse } from 'jsonc-parser';
import { type Direction, excessiveNesting } from '../transformation/index.ts';
import { readText } from './source/read-source.ts';
import { DEFAULTS, type FileProblem, type TransformationText } from './system-transformations.ts';

/** Half of what only the other one has, and at most a quarter of what only the right one has. */
const LIKE_THE_OTHER = 0.5;
const UNLIKE_OURS = 0.25;
/** How the entity as a whole stands among attributes: `user `. */
const WHOLE = ' ';
/** Levels of objects and lists that are looked at; what is nested deeper does not compile. */
const DEEPEST = 100;

/** @param defaults folder of the default transformations of the system: `identity-authentication/v2` */
export async function misplaced(
  texts: readonly TransformationText[],
  defaults: string,
): Promise<readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  for (const { file, text } of texts.filter(({ file }) => file.custom)) {
    const { direction, label } = file;
    const entities = entitiesOf(text);
    const other = direction === 'read' ? 'write' : 'read';
    if (signsOf(entities, other) > 0 && signsOf(entities, direction) === 0) {
      const message = `"${label}" is given as the ${direction} transformation and looks like one for the ${other} direction: see that the two are not exchanged`;
      problems.push({ direction, message });
      continue;
    }
    const meant = await otherSystem(entities, direction, defaults);
    if (meant !== undefined) {
      const message = `the ${direction} transformation "${label}" looks like one for ${meant}, and this system is ${defaults}: begin with a copy of transformations/${defaults}/${direction}.json`;
      problems.push({ direction, message });
    }
  }
  return problems;
}

interface Mapping {
  readonly [key: string]: unknown;
}
type Entities = ReadonlyMap<string, readonly Mapping[]>;

/** Mappings by entity type, as far as the text has any. */
function entitiesOf(text: string): Entities {
  const root: unknown = excessiveNesting(text, DEEPEST) === undefined ? parse(text) : undefined;
  const entities = Object.entries(isObject(root) ? root : {}).map(([type, entity]) => {
    const mappings = isObject(entity) ? entity['mappings'] : undefined;
    return [type, Array.isArray(mappings) ? mappings.filter(isObject) : []] as const;
  });
  return new Map(entities);
}

const OF_READING = new Set<unknown>(['entityIdSourceSystem', 'entityLocationSourceSystem']);
const SCOPES = new Set<unknown>(['createEntity', 'patchEntity', 'deleteEntity']);

/** How many mappings make sense in this direction only. */
function signsOf(entities: Entities, direction: Direction): number {
  const isSign = (mapping: Mapping) =>
    direction === 'read'
      ? OF_READING.has(mapping['targetVariable']) || mapping['sourceVariable'] === 'entityBaseLocation'
      : SCOPES.has(mapping['scope']) ||
        [mapping['sourceVariable'], mapping['targetVariable']].includes('entityIdTargetSystem');
  return [...entities.values()].flat().filter(isSign).length;
}

/** Folder of the default transformations that these resemble more than those of the system. */
async function otherSystem(
  entities: Entities,
  direction: Direction,
  defaults: string,
): Promise<string | undefined> {
  const given = attributesOf(entities, direction);
  const loaded = await attributesOfDefaults[direction]();
  const ours = loaded.get(defaults) ?? new Set();
  if (isOfAnything(ours)) return undefined;
  const isAbout = (attribute: string) => entities.has(attribute.split(' ', 1)[0] ?? '');
  let best: string | undefined;
  let likeness = LIKE_THE_OTHER;
  for (const [folder, theirs] of loaded) {
    if (folder === defaults || isOfAnything(theirs)) continue;
    const alike = share([...theirs.difference(ours)].filter(isAbout), given);
    if (alike < likeness || share([...ours.difference(theirs)].filter(isAbout), given) > UNLIKE_OURS)
      continue;
    best = folder;
    likeness = alike;
  }
  return best;
}

/** Whether entities are carried as they are, so that any attribute may be right. */
function isOfAnything(attributes: ReadonlySet<string>): boolean {
  return [...attributes].some((attribute) => attribute.endsWith(WHOLE));
}

function share(attributes: readonly string[], given: ReadonlySet<string>): number {
  // Between the two bounds: where one has nothing of its own, nothing tells them apart.
  if (attributes.length === 0) return (LIKE_THE_OTHER + UNLIKE_OURS) / 2;
  return attributes.filter((attribute) => given.has(attribute)).length / attributes.length;
}

/** Read once: the files of the package do not change while it runs. */
const attributesOfDefaults = {
  read: once(() => defaultAttributes('read')),
  write: once(() => defaultAttributes('write')),
};

/** Calls `load` the first time, and again only after it failed. */
function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: Promise<Value> | undefined;
  return () => {
    loaded ??= load().catch((error) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

/** What the transformations of each folder read from the backend, or write to it. */
async function defaultAttributes(direction: Direction): Promise<Map<string, ReadonlySet<string>>> {
  const files = await readdir(DEFAULTS, { recursive: true });
  const own = files.filter((name) => name.endsWith(`${sep}${direction}.json`)).sort();
  const loaded = own.map(async (name) => {
    const entities = entitiesOf(await readText(join(DEFAULTS, name)));
    return [dirname(name).split(sep).join('/'), attributesOf(entities, direction)] as const;
  });
  return new Map(await Promise.all(loaded));
}

/** Attributes at the backend's side, as `user name/givenName`. */
function attributesOf(entities: Entities, direction: Direction): ReadonlySet<string> {
  const side = direction === 'read' ? 'sourcePath' : 'targetPath';
  const names = [...entities].flatMap(([type, mappings]) =>
    mappings.flatMap((mapping) => {
      const path = mapping[side];
      return typeof path === 'string' ? [`${type} ${membersOf(path)}`] : [];
    }),
  );
  return new Set(names);
}

/** `$['name'].givenName` as `name/givenName`; of a list, just its name: whole or in parts is a matter of taste. */
function membersOf(path: string): string {
  const [start = ''] = /^\$(?:\.[A-Za-z_]\w*|\[['"][^'"]+['"]\])*/.exec(path) ?? [];
  const members = start.matchAll(/\[['"]([^'"]+)['"]\]|\.([A-Za-z_]\w*)/g);
  return [...members].map(([, quoted, plain]) => quoted ?? plain).join('/');
}

function isObject(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
