import { strangeCharacter } from '../../characters.ts';
import { isSwapped, NameIndex } from '../../name-index.ts';
import type { PathPlace } from '../places.ts';
import type { LintContext, LintRule } from '../rule.ts';
import { STANDARD_NAMES } from '../scim-shape.ts';
import { schemaProblem } from './schema-path.ts';

type Side = PathPlace['side'];

export const misspelledName: LintRule = {
  name: 'misspelled-name',
  severity: 'warning',
  description:
    'A name in a path that stands nowhere else and is nearly one that the backend, the rest of the transformation or SCIM has.',
  check(context) {
    const [backend, scim]: [Side, Side] =
      context.direction === 'read' ? ['input', 'output'] : ['output', 'input'];
    const reported = new Set<string>();
    checkSide(backend, scim, context, reported);
    checkSide(scim, backend, context, reported);
  },
};

const STANDARD = new NameIndex(STANDARD_NAMES);
const NOTHING = new NameIndex([]);

/** @param reported names that are reported already: of two that are alike, one is right */
function checkSide(
  side: Side,
  other: Side,
  { entity, paths, direction, backendNames, report }: LintContext,
  reported: Set<string>,
): void {
  const isBackend = (side === 'input') === (direction === 'read');
  // What is nearly a name that this side is known to have is reported wherever it stands.
  const known = isBackend ? new NameIndex(backendNames, true) : NOTHING;
  const uses = usesOf(paths.filter((place) => place.side === side));
  const own = new NameIndex(uses.keys());
  const others = new NameIndex(namesOf(paths.filter((place) => place.side === other)));
  for (const [name, { places, first }] of uses) {
    if (known.has(name) || strangeCharacter(name) !== undefined) continue;
    if (!isBackend && schemaProblem(first, entity.model.entityType) !== undefined) continue;
    const isAlone = places.size === 1 && !STANDARD.has(name) && !others.has(name);
    const suggestion =
      known.meantBy(name) ??
      (isAlone
        ? (own.meantBy(name, (candidate) => !reported.has(candidate) && isLikely(name, candidate)) ??
          others.meantBy(
            name,
            (candidate) => !reported.has(candidate) && isLikelyElsewhere(name, candidate),
          ) ??
          STANDARD.meantBy(name, (candidate) => isLikelyElsewhere(name, candidate)))
        : undefined);
    if (suggestion === undefined) continue;
    reported.add(name);
    report(
      {
        at: first.at,
        message: `the name ${name} ${known.has(suggestion) ? 'is unknown to the backend' : 'stands nowhere else'}, and is nearly ${suggestion}; names in paths are case-sensitive`,
        fix:
          known.has(suggestion) || STANDARD.has(suggestion)
            ? `write ${suggestion}, if that is meant`
            : `write it like ${suggestion}, or that like ${name}, if one of them is mistyped`,
      },
      first.where,
    );
  }
}

interface Use {
  /** Where it stands, as offsets. */
  readonly places: Set<number>;
  readonly first: PathPlace;
}

function usesOf(places: readonly PathPlace[]): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  for (const place of places) {
    if (!place.verbatim) continue;
    for (const name of namesOf([place])) {
      const use = uses.get(name);
      if (use === undefined) uses.set(name, { places: new Set([place.at]), first: place });
      else use.places.add(place.at);
    }
  }
  return uses;
}

function namesOf(places: readonly PathPlace[]): ReadonlySet<string> {
  return new Set(
    places.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'member' ? [step.name] : []))),
  );
}

/** Letters from which on another first one makes no other name, as it does of `mail` and `email`. */
const LONG = 6;

function isLikely(name: string, candidate: string): boolean {
  if (withoutPlural(candidate) === withoutPlural(name)) return false;
  return name.length >= LONG || name[0] === candidate[0] || isSwapped(name, candidate);
}

/** Backends have their own names for what SCIM calls similarly: `email`, `username`, `USERNAME`, `UserName`. */
function isLikelyElsewhere(name: string, candidate: string): boolean {
  if (candidate.toLowerCase() !== name.toLowerCase()) return isLikely(name, candidate);
  const others = [...name].flatMap((letter, at) => (letter === candidate[at] ? [] : [at]));
  return others.length === 1 && others[0] !== 0 && name !== name.toLowerCase() && !OTHER_SPELLINGS.has(name);
}

/** Names of well-known backends that differ from SCIM's in the case of one letter. */
const OTHER_SPELLINGS: ReadonlySet<string> = new Set(['timeZone', 'userID', 'groupID']);

function withoutPlural(name: string): string {
  return name.replace(/s$/, '');
}
