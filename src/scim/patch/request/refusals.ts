/** What the normalizer refuses: what cannot be changed, and what cannot be without a value. */
import type { JsonValue } from '../../json.ts';
import { patchProblem } from '../problem.ts';
import type { CanonicalPath } from './canonical-path.ts';

export function readOnly(attribute: string) {
  return patchProblem(
    'mutability',
    attribute === 'schemas'
      ? 'schemas follows from the attributes; remove the extension itself.'
      : `${attribute} is read-only; leave it out.`,
  );
}

export function notComplex({ list }: CanonicalPath) {
  return patchProblem(
    'invalidPath',
    `${list} is a simple value: it has neither sub-attributes nor a list of values.`,
  );
}

/** RFC 7644 §3.5.2.2: an attribute that is required is neither removed nor left without a value. */
export function refuseUnassigned({ isActive, isRequired, text }: CanonicalPath): void {
  if (isActive) throw cannotBeEmpty();
  if (isRequired) {
    throw patchProblem(
      'mutability',
      `${text} is required, so it cannot be removed; replace it by another value.`,
    );
  }
}

/** RFC 7643 §4.1.1: a user has a `userName` that is not empty. To some backends an empty one is as good as none. */
export function refuseEmpty({ isRequired, text }: CanonicalPath, value: JsonValue): void {
  if (isRequired && value === '') {
    throw patchProblem(
      'invalidValue',
      `${text} is required, so it cannot be empty; replace it by another value.`,
    );
  }
}

/** A user without `active` is enabled by some backends and disabled by others. */
function cannotBeEmpty() {
  return patchProblem(
    'invalidValue',
    'active cannot be removed, since nothing says whether the user may log on then; replace it by true or false.',
  );
}
