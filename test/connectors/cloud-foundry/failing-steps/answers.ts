/** What clients are told of a call to the UAA or to Cloud Controller that fails. */
import { type Answer, type Answers, always } from '../../support/failing-step.ts';

export const UNKNOWN =
  'Whether the change was made is not known: read the entity before you repeat the request.';
const NOT_CONFIRMED = 'was accepted and is not confirmed (';
const LIMITED: Answer = [
  429,
  'The limit of requests is reached: repeat in 3600 seconds.',
  { retryAfter: 3_600 },
];
/** Of whoever should be there again soon. */
const DOWN = { retryAfter: 30 };

/** Of the removal of a role, whatever the look after it met, which is told. */
export const UNCONFIRMED: Answers = {
  ...always([504, NOT_CONFIRMED]),
  429: [429, NOT_CONFIRMED, { retryAfter: 3_600 }],
  503: [503, NOT_CONFIRMED, DOWN],
};

/** @param call such as `GET /Users` */
export function readOfUaa(call: string): Answers {
  return {
    403: [502, `answered ${call}`],
    404: [502, 'This is not how it says that a user does not exist: check the property URL'],
    409: [409, `answered ${call}`],
    429: LIMITED,
    500: [502, 'The failure is its own: repeat later.'],
    503: [503, 'Nothing runs behind the router at the moment.', DOWN],
    'reset before it is done': [502, `closed the connection without an answer (${call}`],
    'reset after it is done': [502, `closed the connection without an answer (${call}`],
    deadline: [504, `The time was over. It was waiting for ${call}`],
    'another body': [502, 'a body that is not JSON (text/html). Another server may have answered'],
  };
}

export function writeToUaa(call: string): Answers {
  return { ...readOfUaa(call), ...UNCLEAR };
}

/** @param call such as `GET /v3/roles`, of many rows */
export function readOfCloudController(call: string): Answers {
  return {
    ...readOfUaa(call),
    403: [502, 'Give the provisioning user (property User) the scope cloud_controller.read'],
    404: [502, 'This is not how it says that something does not exist: check the property URL'],
    503: [503, 'It is down or has too much to do: repeat later.', DOWN],
  };
}

/** Of a role. */
export function writeToCloudController(call: string): Answers {
  return {
    ...readOfCloudController(call),
    ...UNCLEAR,
    403: [502, 'Give the provisioning user (property User) the role Org Manager in this organization.'],
  };
}

const UNCLEAR = {
  500: [502, UNKNOWN],
  503: [503, UNKNOWN, DOWN],
  'reset before it is done': [502, UNKNOWN],
  'reset after it is done': [502, UNKNOWN],
  deadline: [504, UNKNOWN],
  'another body': [502, 'The change was probably made: read the entity before you repeat the request.'],
} satisfies Partial<Answers>;
