import { strangeCharacter } from '../../characters.ts';
import type { PathStep } from '../../jsonpath/types.ts';
import { NameIndex } from '../../name-index.ts';
import type { PathPlace } from '../places.ts';
import type { LintRule, RuleProblem } from '../rule.ts';
import { type AttributeShape, patchShape, scimShape } from '../scim-shape.ts';

type Shape = ReadonlyMap<string, AttributeShape>;

export const schemaPath: LintRule = {
  name: 'schema-path',
  severity: 'warning',
  description:
    'A path on the SCIM side, in mappings, in conditions and in parameters of functions, that can never match there: of a user or group another spelling of a standard attribute, a list used as an object, or the reverse; an attribute of the entity where `scope` says that there is only the body of a PATCH, or none.',
  check({ entity, direction, paths, report }) {
    const seen = new Set<string>();
    for (const place of paths) {
      // A client reads what a read transformation writes, and writes what a write transformation reads.
      if (place.side !== (direction === 'read' ? 'output' : 'input')) continue;
      const problem = schemaProblem(place, entity.model.entityType);
      const identity = `${place.at} ${problem?.message}`;
      if (problem === undefined || seen.has(identity)) continue;
      seen.add(identity);
      report({ at: place.at, ...problem }, place.where);
    }
  },
};

/** What is wrong with a path of the SCIM side. */
export function schemaProblem(place: PathPlace, entityType: string): RuleProblem | undefined {
  const { operations, side } = place;
  const [operation, ...others] = operations;
  if (side === 'input' && others.length === 0) {
    if (operation === 'patch') return mismatch(place, patchShape()) ?? notInPatch(place);
    if (operation === 'delete') return notInDelete(place);
  }
  const shape = scimShape(entityType);
  return shape === undefined ? undefined : mismatch(place, shape);
}

/** What a PATCH has is no entity. */
function notInPatch({ steps: [first] }: PathPlace): RuleProblem | undefined {
  if (first?.kind !== 'member' || patchShape().has(first.name)) return undefined;
  return {
    message: `this mapping runs on PATCH alone, whose body has schemas and Operations, and never ${first.name}`,
    fix: 'read $.Operations, or remove "scope": "patchEntity"',
  };
}

function notInDelete({ steps: [first] }: PathPlace): RuleProblem | undefined {
  if (first?.kind !== 'member') return undefined;
  return {
    message: `this mapping runs on DELETE alone, which has no body, and never ${first.name}`,
    fix: 'take a constant, or "sourceVariable": "entityIdTargetSystem"',
  };
}

function mismatch({ steps, eachElement }: PathPlace, attributes: Shape): RuleProblem | undefined {
  let members: Shape | undefined = attributes;
  let shape: AttributeShape | undefined;
  let name = '';
  let inList = false;
  for (const step of steps) {
    if (step.kind === 'member') {
      if (shape?.multiValued === true && !inList && !eachElement) return listAsObject(name, step.name);
      if (shape !== undefined && members === undefined) {
        return shape.type === 'complex' ? undefined : memberOfSimple(name, step.name);
      }
      const found: AttributeShape | undefined = members?.get(step.name);
      if (found === undefined) return members && misspelled(step.name, members);
      shape = found;
      members = found.members;
      name = step.name;
      inList = false;
    } else if (picks(step)) {
      if (shape === undefined || inList) return undefined;
      const isKnown = shape.type !== 'complex' || shape.members !== undefined;
      if (!shape.multiValued && step.kind !== 'filter' && isKnown) return notAList(name);
      inList = true;
    } else {
      return undefined;
    }
  }
  return undefined;
}

function picks({ kind }: PathStep): boolean {
  return kind === 'index' || kind === 'wildcard' || kind === 'filter';
}

function notAList(name: string): RuleProblem {
  return {
    message: `${name} is no list in SCIM, so nothing is there to be picked from it`,
    fix: `write ${name} without brackets`,
  };
}

function listAsObject(list: string, member: string): RuleProblem {
  return {
    message: `${list} is a list in SCIM, so ${list}.${member} never matches`,
    fix: `write ${list}[0].${member} or ${list}[*].${member}`,
  };
}

function memberOfSimple(name: string, member: string): RuleProblem {
  return {
    message: `${name} has no members in SCIM, so ${name}.${member} never matches`,
    fix: `write ${name}`,
  };
}

const indexes = new WeakMap<Shape, NameIndex>();

function indexOf(members: Shape): NameIndex {
  const index = indexes.get(members) ?? new NameIndex(members.keys(), true);
  indexes.set(members, index);
  return index;
}

/** Other attributes may well exist; one that is nearly a standard attribute is most likely meant to be it. */
function misspelled(name: string, members: Shape): RuleProblem | undefined {
  // Reported as such: whoever reads the name sees nothing wrong in it.
  if (strangeCharacter(name) !== undefined) return undefined;
  const suggestion = indexOf(members).meantBy(name);
  if (suggestion === undefined) return undefined;
  return {
    message: `SCIM has no attribute ${name}; names in paths are case-sensitive`,
    fix: `write ${suggestion}, if that is meant`,
  };
}
