/** The places that a target path matches in an output, to be removed or renamed. */
import { isMap } from '../../objects.ts';
import type { Json, JsonMap } from '../../types.ts';
import type { Run } from '../read/run.ts';
import type { Predicate } from '../read/step.ts';
import type { Container } from './containers.ts';
import type { FilterStep, FormStep } from './forms.ts';
import { isGap } from './gaps.ts';

export interface Place {
  readonly container: Container;
  readonly key: string | number;
}

export type Matcher = (run: Run, output: JsonMap) => readonly Place[];

type Expand = (run: Run, value: Json, place: Place | undefined) => readonly Place[];

export function compileMatcher(
  steps: readonly FormStep[],
  compileFilter: (step: FilterStep) => Predicate,
): Matcher {
  const expansions = steps.map((step) =>
    step.kind === 'filter' ? filtered(compileFilter(step)) : expansion(step),
  );
  return (run, output) => {
    let places: readonly Place[] | undefined;
    for (const expand of expansions) {
      places =
        places === undefined
          ? expand(run, output, undefined)
          : places.flatMap((place) => expand(run, valueAt(place), place));
    }
    return places ?? [];
  };
}

function valueAt({ container, key }: Place): Json {
  return (container as JsonMap)[key] ?? null;
}

function expansion(step: Exclude<FormStep, { kind: 'filter' }>): Expand {
  switch (step.kind) {
    case 'member':
      return (_run, value) =>
        isMap(value) && Object.hasOwn(value, step.name) ? [{ container: value, key: step.name }] : [];
    case 'index':
      return (_run, value) =>
        Array.isArray(value) && step.index < value.length && !isGap(value[step.index])
          ? [{ container: value, key: step.index }]
          : [];
    case 'wildcard':
      return (_run, value) => children(value);
  }
}

function children(value: Json): readonly Place[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, position) =>
      isGap(element) ? [] : [{ container: value, key: position }],
    );
  }
  return isMap(value) ? Object.keys(value).map((name) => ({ container: value, key: name })) : [];
}

/** Of a list its elements, of an object the object itself. */
function filtered(accepts: Predicate): Expand {
  return (run, value, place) => {
    if (Array.isArray(value)) return children(value).filter((child) => accepts(run, valueAt(child)));
    return isMap(value) && place !== undefined && accepts(run, value) ? [place] : [];
  };
}
