/** What clients are told of a call that fails, both versions of the API alike. */
import type { Answer, Answers } from '../../../support/failing-step.ts';

const LIMITED: Answer = [429, "The backend's limit of requests is reached", { retryAfter: 3_600 }];
const UNKNOWN = 'Whether the change was made is not known: read the entity before you repeat the request.';
const REFUSED = 'Refused by a fault that was asked for';

/**
 * @param call such as `GET /scim/Users`
 * @param role that the technical user needs
 */
export function readOfOne(call: string, role: string): Answers {
  return { ...readOfMany(call, role), 404: [404, `${REFUSED}.`] };
}

export function readOfMany(call: string, role: string): Answers {
  return {
    403: [502, `Give the technical user (property User) ${role}.`],
    404: [502, 'This is not how it says that an entity does not exist: check the property URL.'],
    409: [409, REFUSED, { scimType: 'uniqueness' }],
    429: LIMITED,
    500: [502, '(property URL) is in order.'],
    503: [502, '(property URL) is in order.'],
    'reset before it is done': [502, `closed the connection without an answer (${call}`],
    'reset after it is done': [502, `closed the connection without an answer (${call}`],
    deadline: [504, `The time was over. It was waiting for ${call}`],
    'another body': [
      502,
      'a body that is not JSON (text/html). Check whether the property URL leads to the API',
    ],
  };
}

/** A change of one entity, or a new one. */
export function write(call: string, role: string): Answers {
  return {
    ...readOfOne(call, role),
    500: [502, `(property URL) is in order. ${UNKNOWN}`],
    503: [502, `(property URL) is in order. ${UNKNOWN}`],
    'reset before it is done': [502, UNKNOWN],
    'reset after it is done': [502, UNKNOWN],
    deadline: [504, UNKNOWN],
    'another body': [502, 'The change was probably made: read the entity before you repeat the request.'],
  };
}
