/** The body of a request, as the UAA reads it into one of its classes. */
import type { UaaCall } from '../call.ts';
import { scimError, type UaaError } from '../errors.ts';
import { JsonProblem } from './json-problem.ts';
import { JsonReader } from './json-reader.ts';
import { jsonBytes } from './media-type.ts';
import type { Read } from './scalars.ts';

/** The method of the UAA's code that takes the body; the message about a missing one names it. */
export interface BodyTarget {
  /** The class of what it returns. Classes have their packages below `org.cloudfoundry.identity.uaa`. */
  readonly type: string;
  /** With its class, e.g. `scim.endpoints.ScimUserEndpoints.createUser`. */
  readonly method: string;
  /** Full names of the classes of the parameters, in order. */
  readonly parameters: readonly string[];
}

const UAA = 'org.cloudfoundry.identity.uaa';

/**
 * What comes behind the first value is not looked at.
 *
 * @throws UaaError 400 for another content type, no body, `null`, and what is no JSON or does not fit
 */
export function readBody<T>({ request }: UaaCall, target: BodyTarget, read: Read<T | null>): T {
  const { body, headers } = request;
  const contentType = headers['content-type'];
  if (body.length === 0 && !contentType) throw missing(target);
  const bytes = jsonBytes(contentType, body);
  if (body.length === 0) throw missing(target);
  const json = new JsonReader(bytes);
  try {
    if (json.next() === undefined) {
      const words = 'No content to map due to end-of-input';
      throw new JsonProblem('databind.exc.MismatchedInputException', words, json.tokenLocation);
    }
    const value = json.token === 'VALUE_NULL' ? null : read(json);
    if (value !== null) return value;
  } catch (error) {
    throw error instanceof JsonProblem ? scimError(400, 'scim', error.describe()) : error;
  }
  throw missing(target);
}

function missing({ type, method, parameters }: BodyTarget): UaaError {
  const signature = `public ${UAA}.${type} ${UAA}.${method}(${parameters.join(',')})`;
  return scimError(400, 'scim', `Required request body is missing: ${signature}`);
}
