/** What can be asked of an endpoint, as the body of a request. */
import { z } from 'zod';
import type { RawQuery } from '../proxy/types.ts';
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import type { ReadQuestion } from './explanation/read.ts';
import type { WriteQuestion } from './explanation/write.ts';

const text = (example: string) =>
  z.string({ error: `text, e.g. "${example}"` }).min(1, { error: `text, e.g. "${example}"` });
const whole = z.int({ error: 'a whole number' }).min(0, { error: 'a whole number' });
const OPERATIONS = ['create', 'update', 'patch', 'delete'] as const;

/** What belongs to reading alone. */
const READING = ['filter', 'startIndex', 'count', 'attributes', 'excludedAttributes'] as const;

const schema = z.strictObject({
  id: text('P000001').optional(),
  filter: text('userName eq \\"ada\\"').optional(),
  startIndex: whole.optional(),
  count: whole.optional(),
  attributes: text('userName,emails').optional(),
  excludedAttributes: text('members').optional(),
  operation: z
    .enum(OPERATIONS, { error: `one of ${OPERATIONS.map((name) => `"${name}"`).join(', ')}` })
    .optional(),
  entity: z.record(z.string(), z.unknown(), { error: 'an object: the body of the request' }).optional(),
  technicalUser: text('idm-client').optional(),
});

export interface Question {
  /** Whose rights are looked at first. Absent: nobody's. */
  readonly technicalUser: string | undefined;
  readonly read?: ReadQuestion;
  readonly write?: WriteQuestion | undefined;
}

/** @throws ScimError 400 that says what to write instead */
export function readQuestion(body: JsonObject): Question {
  const { data, error } = schema.safeParse(body);
  if (data === undefined) throw wrong(problemOf(error));
  const { operation, technicalUser, id, filter, entity } = data;
  if (operation !== undefined) {
    const [other] = READING.filter((name) => data[name] !== undefined);
    if (other !== undefined) throw wrong(`"${other}" and "operation" do not go together`);
    return { technicalUser, write: writeQuestion(operation, id, entity as JsonObject | undefined) };
  }
  if (entity !== undefined) throw wrong('an entity needs an operation: "create", "update" or "patch"');
  if (id !== undefined && filter !== undefined) throw wrong('"id" and "filter" do not go together');
  return { technicalUser, read: { id, query: queryOf(data) } };
}

function writeQuestion(
  operation: (typeof OPERATIONS)[number],
  id: string | undefined,
  entity: JsonObject | undefined,
): WriteQuestion {
  if (operation === 'create') {
    if (entity === undefined) throw wrong('the operation create needs "entity"');
    if (id !== undefined) throw wrong('the operation create takes no "id", the backend gives it');
    return { operation, entity };
  }
  if (id === undefined) throw wrong(`the operation ${operation} needs "id"`);
  if (operation === 'delete') {
    if (entity !== undefined) throw wrong('the operation delete takes no "entity"');
    return { operation, id };
  }
  if (entity === undefined) throw wrong(`the operation ${operation} needs "entity"`);
  return { operation, id, entity };
}

function queryOf(data: z.output<typeof schema>): RawQuery {
  return Object.fromEntries(
    READING.flatMap((name) => (data[name] === undefined ? [] : [[name, String(data[name])]])),
  );
}

function problemOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (issue?.code === 'unrecognized_keys') {
    const known = Object.keys(schema.shape).join(', ');
    return `there is no "${issue.keys[0]?.slice(0, 100)}"; it may have ${known}`;
  }
  return `"${String(issue?.path[0])}" must be ${issue?.message}`;
}

function wrong(why: string): ScimError {
  return new ScimError(400, `The question cannot be answered: ${why}.`, { scimType: 'invalidValue' });
}
