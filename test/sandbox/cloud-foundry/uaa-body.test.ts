import { describe, expect, it } from 'vitest';
import { JsonProblem } from '../../../src/sandbox/cloud-foundry/uaa/body/json-problem.ts';
import { JsonReader } from '../../../src/sandbox/cloud-foundry/uaa/body/json-reader.ts';
import { type Answer, SCHEMA, startSession } from './helpers.ts';

async function post(body: string, type = 'application/json'): Promise<Answer> {
  const { send } = await startSession();
  return send('POST', '/Users', body, { 'content-type': type });
}

async function refusal(body: string, type?: string): Promise<string> {
  const { status, json } = await post(body, type);
  expect([status, json.error, json.error_description]).toEqual([400, 'scim', json.message]);
  return json.message;
}

/** Of bytes that no client of the tests can send. */
function problem(bytes: Buffer): string {
  const json = new JsonReader(bytes);
  try {
    while (json.next() !== undefined) json.text();
  } catch (error) {
    if (error instanceof JsonProblem) return error.describe();
    throw error;
  }
  return 'none';
}

function place(column: number, line = 1): string {
  return `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`;
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe('a body that is no JSON', () => {
  it.each([
    ["{'a':1}", `Unexpected character (''' (code 39)): was expecting double-quote to start field name`, 2],
    [
      '{"a" 1}',
      "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
      6,
    ],
    [
      '{"id":1 "a":2}',
      `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`,
      9,
    ],
    ['[1 "b"]', `Unexpected character ('"' (code 34)): was expecting comma to separate Array entries`, 4],
    ['{"id":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 9],
    ['{"id":}', "Unexpected character ('}' (code 125)): expected a value", 7],
    ['{"id":?}', `Unexpected character ('?' (code 63)): expected a valid value ${VALUES}`, 7],
    ['{"id":nul}', `Unrecognized token 'nul': was expecting ${VALUES}`, 11],
    ['{"id":trueish}', `Unrecognized token 'trueish': was expecting ${VALUES}`, 15],
    ['hello', `Unrecognized token 'hello': was expecting ${VALUES}`, 6],
    [
      '{"id":NaN}',
      "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow",
      10,
    ],
    ['{"id":01}', 'Invalid numeric value: Leading zeroes not allowed', 8],
    [
      '{"id":1.}',
      "Unexpected character ('}' (code 125)) in numeric value: Decimal point not followed by a digit",
      9,
    ],
    [
      '{"id":1e}',
      "Unexpected character ('}' (code 125)) in numeric value: Exponent indicator not followed by a digit",
      9,
    ],
    [
      '{"id":-a}',
      "Unexpected character ('a' (code 97)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
      8,
    ],
    [
      '{"id":"a\u0001"}',
      'Illegal unquoted character ((CTRL-CHAR, code 1)): has to be escaped using backslash to be included in string value',
      9,
    ],
    ['{"id":"\\x"}', "Unrecognized character escape 'x' (code 120)", 9],
    [
      '{"id":"\\u00g0"}',
      "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence",
      12,
    ],
    [
      '{\u0001"id":1}',
      'Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens',
      3,
    ],
    ['{"id":1]', `Unexpected close marker ']': expected '}' (for Object starting at ${place(1)})`, 8],
  ])('%j: %s', async (body, words, column) => {
    expect(await refusal(body)).toBe(
      `JSON parse error: ${words}; nested exception is com.fasterxml.jackson.core.JsonParseException: ${words}\n at ${place(column)}`,
    );
  });

  it.each([
    ['{', `: expected close marker for Object (start marker at ${place(1)})`, 2],
    ['[', `: expected close marker for Array (start marker at ${place(1)})`, 2],
    ['{"id":1', `: expected close marker for Object (start marker at ${place(1)})`, 8],
    ['{"', ": was expecting closing '\"' for name", 3],
    ['{"id', ' in field name', 5],
    ['{"id"', ' within/between Object entries', 6],
    ['{"id":"a', ' in VALUE_STRING', 9],
    ['{"id":-', ' in FIELD_NAME', 8],
    ['{"id":"\\', ' in character escape sequence', 9],
  ])('%j ends too early', async (body, where, column) => {
    const words = `Unexpected end-of-input${where}`;
    expect(await refusal(body)).toBe(
      `JSON parse error: ${words}; nested exception is com.fasterxml.jackson.core.io.JsonEOFException: ${words}\n at ${place(column)}`,
    );
  });

  it('counts lines, and columns in bytes', async () => {
    expect(await refusal('{\n  "id": "ü",\r\n  "ü": ?}')).toContain(place(9, 3));
  });
});

describe('bytes that are no UTF-8', () => {
  it.each([
    ['ff', 'start byte 0xff', 9],
    ['80', 'start byte 0x80', 9],
    ['c3', 'middle byte 0x22', 10],
    ['e282', 'middle byte 0x22', 11],
  ])('%s', async (hex, words, column) => {
    const bytes = Buffer.concat([Buffer.from('{"id":"'), Buffer.from(hex, 'hex'), Buffer.from('"}')]);
    expect(problem(bytes)).toBe(
      `JSON parse error: Invalid UTF-8 ${words}; nested exception is com.fasterxml.jackson.core.JsonParseException: Invalid UTF-8 ${words}\n at ${place(column)}`,
    );
  });
});

const SCIM = 'org.cloudfoundry.identity.uaa.scim';
const UNEXPECTED = 'Cannot deserialize value of type';
const EMAIL = `${SCIM}.ScimUser$Email`;
const NAME = `${SCIM}.ScimUser$Name`;

describe('values of another kind', () => {
  it.each([
    [
      '{"userName":{}}',
      'MismatchedInput',
      `${UNEXPECTED} \`java.lang.String\` from Object value (token \`JsonToken.START_OBJECT\`)`,
      13,
      '',
    ],
    [
      '{"title":["a"]}',
      'MismatchedInput',
      `${UNEXPECTED} \`java.lang.String\` from Array value (token \`JsonToken.START_ARRAY\`)`,
      10,
      '',
    ],
    [
      '{"active":[true]}',
      'MismatchedInput',
      `${UNEXPECTED} \`java.lang.Boolean\` from Array value (token \`JsonToken.START_ARRAY\`)`,
      11,
      '',
    ],
    [
      '{"active":1e0}',
      'MismatchedInput',
      `${UNEXPECTED} \`java.lang.Boolean\` from Floating-point value (token \`JsonToken.VALUE_NUMBER_FLOAT\`)`,
      11,
      '',
    ],
    [
      '{"verified":"no"}',
      'InvalidFormat',
      `${UNEXPECTED} \`java.lang.Boolean\` from String "no": only "true" or "false" recognized`,
      13,
      '',
    ],
    [
      '{"emails":5}',
      'MismatchedInput',
      `${UNEXPECTED} \`${EMAIL}[]\` from Integer value (token \`JsonToken.VALUE_NUMBER_INT\`)`,
      11,
      '',
    ],
    [
      '{"emails":""}',
      'InvalidFormat',
      `Cannot coerce empty String ("") to element of \`${EMAIL}[]\` (but could if coercion was enabled using \`CoercionConfig\`)`,
      11,
      '',
    ],
    [
      '{"emails":[[]]}',
      'MismatchedInput',
      `${UNEXPECTED} \`${EMAIL}\` from Array value (token \`JsonToken.START_ARRAY\`)`,
      12,
      'java.lang.Object[][0]',
    ],
    [
      '{"emails":[null,{"primary":"yes"}]}',
      'InvalidFormat',
      `${UNEXPECTED} \`boolean\` from String "yes": only "true"/"True"/"TRUE" or "false"/"False"/"FALSE" recognized`,
      28,
      `java.lang.Object[][1]->${EMAIL}["primary"]`,
    ],
    [
      '{"name":5}',
      'MismatchedInput',
      `Cannot construct instance of \`${NAME}\` (although at least one Creator exists): no int/Int-argument constructor/factory method to deserialize from Number value (5)`,
      9,
      '',
    ],
    [
      '{"name":5000000000}',
      'MismatchedInput',
      `Cannot construct instance of \`${NAME}\` (although at least one Creator exists): no long/Long-argument constructor/factory method to deserialize from Number value (5000000000)`,
      9,
      '',
    ],
    [
      '{"name":false}',
      'MismatchedInput',
      `Cannot construct instance of \`${NAME}\` (although at least one Creator exists): no boolean/Boolean-argument constructor/factory method to deserialize from boolean value (false)`,
      9,
      '',
    ],
    [
      '{"name":" x "}',
      'MismatchedInput',
      `Cannot construct instance of \`${NAME}\` (although at least one Creator exists): no String-argument constructor/factory method to deserialize from String value ('x')`,
      9,
      '',
    ],
    [
      '{"name":{"middleName":[]}}',
      'MismatchedInput',
      `${UNEXPECTED} \`java.lang.String\` from Array value (token \`JsonToken.START_ARRAY\`)`,
      23,
      `${NAME}["middleName"]`,
    ],
    [
      '{"groups":[{"type":"OTHER"}]}',
      'InvalidFormat',
      `${UNEXPECTED} \`${SCIM}.ScimUser$Group$Type\` from String "OTHER": not one of the values accepted for Enum class: [DIRECT, INDIRECT]`,
      20,
      `java.lang.Object[][0]->${SCIM}.ScimUser$Group["type"]`,
    ],
    [
      '{"meta":{"version":"x"}}',
      'InvalidFormat',
      `${UNEXPECTED} \`int\` from String "x": not a valid \`int\` value`,
      20,
      `${SCIM}.ScimMeta["version"]`,
    ],
    [
      '{"meta":{"attributes":[{}]}}',
      'MismatchedInput',
      `${UNEXPECTED} \`java.lang.String\` from Object value (token \`JsonToken.START_OBJECT\`)`,
      24,
      `${SCIM}.ScimMeta["attributes"]->java.lang.Object[][0]`,
    ],
  ])('%s', async (body, kind, words, column, path) => {
    const chain = path === '' ? '' : ` (through reference chain: ${path})`;
    expect(await refusal(body)).toBe(
      `JSON parse error: ${words}; nested exception is com.fasterxml.jackson.databind.exc.${kind}Exception: ${words}\n at ${place(column)}${chain}`,
    );
  });

  it('says which type cannot be made of a text at all', async () => {
    const words = `Cannot construct instance of \`java.lang.String[]\`: no String-argument constructor/factory method to deserialize from String value ('${SCHEMA}')`;
    expect(await refusal(`{"schemas":"${SCHEMA}"}`)).toBe(
      `Type definition error: [array type, component type: [simple type, class java.lang.String]]; nested exception is com.fasterxml.jackson.databind.exc.InvalidDefinitionException: ${words}\n at ${place(12)}`,
    );
  });

  it('tells what goes wrong within a value as a problem of that value', async () => {
    const words = 'Numeric value (99999999999) out of range of int (-2147483648 - 2147483647)';
    expect(await refusal('{"meta":{"version":99999999999}}')).toBe(
      `JSON parse error: ${words}; nested exception is com.fasterxml.jackson.databind.JsonMappingException: ${words}\n at ${place(31)} (through reference chain: ${SCIM}.ScimMeta["version"])`,
    );
    expect(await refusal('{"meta":{"created":"2026"}}')).toBe(
      `JSON parse error: Could not parse date:2026; nested exception is com.fasterxml.jackson.databind.JsonMappingException: Could not parse date:2026\n at ${place(26)} (through reference chain: ${SCIM}.ScimMeta["created"])`,
    );
  });

  it('is bounded in depth', async () => {
    const words =
      'Document nesting depth (1001) exceeds the maximum allowed (1000, from `StreamReadConstraints.getMaxNestingDepth()`)';
    expect(await refusal(`{"name":{"a":${'['.repeat(2000)}`)).toBe(
      `JSON parse error: ${words}; nested exception is com.fasterxml.jackson.core.exc.StreamConstraintsException: ${words}`,
    );
  });
});

describe('no body', () => {
  it.each(['', 'null', ' null '])('%j', async (body) => {
    expect(await refusal(body)).toBe(
      `Required request body is missing: public ${SCIM}.ScimUser ${SCIM}.endpoints.ScimUserEndpoints.createUser(${SCIM}.ScimUser,javax.servlet.http.HttpServletRequest,javax.servlet.http.HttpServletResponse)`,
    );
  });

  it('but white space', async () => {
    const words = 'No content to map due to end-of-input';
    expect(await refusal(' \n ')).toBe(
      `JSON parse error: ${words}; nested exception is com.fasterxml.jackson.databind.exc.MismatchedInputException: ${words}\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: 1]`,
    );
  });
});

describe('content types', () => {
  const BODY = JSON.stringify({ userName: 'a', origin: 'acme-platform', emails: [{ value: 'ü@b.c' }] });

  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/scim+json',
    'application/*+json',
    'application/json;charset="iso-8859-1"',
  ])('%s is read', async (type) => {
    expect((await post(BODY, type)).status).toBe(201);
  });

  it('in another character encoding than UTF-8', async () => {
    expect((await post(BODY, 'application/json;charset=iso-8859-1')).json.emails[0]?.value).toBe('Ã¼@b.c');
  });

  it.each([
    ['text/plain', "Content type 'text/plain' not supported"],
    ['application/xml;charset=utf-8', "Content type 'application/xml;charset=utf-8' not supported"],
    ['application/*', "Content type 'application/*' not supported"],
    ['*', "Content type '*/*' not supported"],
    ['json', `Invalid mime type "json": does not contain '/'`],
    ['application/', `Invalid mime type "application/": does not contain subtype after '/'`],
    ['*/json', `Invalid mime type "*/json": wildcard type is legal only in '*/*' (all mime types)`],
    [
      'application/json;charset=x-nosuch',
      `Invalid mime type "application/json;charset=x-nosuch": unsupported charset 'x-nosuch'`,
    ],
  ])('%s is not: 400', async (type, message) => {
    expect(await refusal(BODY, type)).toBe(message);
  });

  it('none is an octet stream', async () => {
    expect(await refusal(BODY, '')).toBe("Content type 'application/octet-stream' not supported");
  });
});
