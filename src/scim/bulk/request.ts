/** Requests of many operations (RFC 7644 §3.7), taken apart: what is wrong with one operation is that operation's alone. */
import { spellingIn } from '../any-case.ts';
import { isHeaderText } from '../entity-tag.ts';
import { ScimError, type ScimType } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

export const BULK_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type BulkMethod = (typeof BULK_METHODS)[number];

export interface BulkRequest {
  /** After so many errors nothing more is begun. Absent: everything is tried. */
  readonly failOnErrors: number | undefined;
  /** In the order of the request. */
  readonly operations: readonly BulkOperation[];
}

export type BulkOperation = SoundOperation | BrokenOperation;

export interface SoundOperation {
  readonly problem?: undefined;
  readonly method: BulkMethod;
  /** Only of a POST: no other operation makes anything to refer to. */
  readonly bulkId: string | undefined;
  readonly path: string;
  /** As `If-Match`. */
  readonly version: string | undefined;
  /** Absent only where the method is DELETE. */
  readonly data: JsonObject | undefined;
}

/** What can be told of it is repeated in the response. */
export interface BrokenOperation {
  readonly problem: ScimError;
  readonly method: BulkMethod | undefined;
  readonly bulkId: string | undefined;
}

const LONGEST_BULK_ID = 256;

/**
 * Names in any letter case (RFC 7643 §2.1). `schemas` is not insisted on: the URL says what it is.
 *
 * @param mostOperations `maxOperations` of the service provider configuration
 * @throws ScimError 400 `invalidSyntax` and `invalidValue`; 413 (RFC 7644 §3.7.4)
 */
export function parseBulkRequest(body: JsonObject, mostOperations: number): BulkRequest {
  const message = namesOf(body, 'A Bulk request');
  const operations = message('Operations');
  if (!Array.isArray(operations)) {
    throw problem('invalidSyntax', 'A Bulk request needs Operations: a list of operations.');
  }
  if (operations.length > mostOperations) {
    throw new ScimError(
      413,
      `The Bulk request has ${operations.length} operations, and this system takes at most ${mostOperations} at once (maxOperations, property ipsproxy.bulk.max.operations). Nothing was done; send them in several requests.`,
    );
  }
  const known = new Set<string>();
  return {
    failOnErrors: failOnErrorsOf(message('failOnErrors')),
    operations: operations.map((operation) => readOperation(operation, known)),
  };
}

function failOnErrorsOf(value: JsonValue | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw problem('invalidValue', 'failOnErrors has to be a whole number from 1. Nothing was done.');
}

/** @param known bulkIds of the operations before, to which that of this one is added */
function readOperation(value: JsonValue, known: Set<string>): BulkOperation {
  let method: BulkMethod | undefined;
  let bulkId: string | undefined;
  try {
    if (!isJsonObject(value)) throw problem('invalidSyntax', 'An operation of a Bulk request is an object.');
    const member = namesOf(value, 'An operation');
    // In this order, so that as much as possible of it can be told.
    const givenId = textOf(member('bulkId'), 'bulkId');
    bulkId = givenId === undefined || givenId.length <= LONGEST_BULK_ID ? givenId : undefined;
    method = methodOf(member('method'));
    if (givenId !== bulkId) {
      throw problem('invalidValue', `bulkId is longer than ${LONGEST_BULK_ID} characters.`);
    }
    if (method === 'POST') newBulkId(bulkId, known);
    const path = textOf(member('path'), 'path');
    if (path === undefined) throw problem('invalidSyntax', 'The operation has no path, such as /Users.');
    return {
      method,
      bulkId,
      path,
      version: method === 'POST' ? undefined : versionOf(member('version')),
      data: method === 'DELETE' ? undefined : dataOf(member('data'), method),
    };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { problem: error, method, bulkId };
  }
}

function methodOf(value: JsonValue | undefined): BulkMethod {
  const text = textOf(value, 'method');
  if (text === undefined) throw problem('invalidSyntax', 'The operation has no method.');
  const method = BULK_METHODS.find((name) => name === text.trim().toUpperCase());
  if (method !== undefined) return method;
  throw new ScimError(
    405,
    `The method of an operation of a Bulk request is one of ${BULK_METHODS.join(', ')}.`,
    { allow: BULK_METHODS },
  );
}

/** RFC 7644 §3.7: required when the method is POST, and unique within the request. */
function newBulkId(bulkId: string | undefined, known: Set<string>): void {
  if (bulkId === undefined) {
    throw problem('invalidValue', 'An operation whose method is POST needs a bulkId (RFC 7644 section 3.7).');
  }
  if (known.has(bulkId)) {
    throw problem(
      'invalidValue',
      'An earlier operation has the same bulkId. Each needs one of its own; what refers to it means the first.',
    );
  }
  known.add(bulkId);
}

function versionOf(value: JsonValue | undefined): string | undefined {
  const version = textOf(value, 'version');
  if (version !== undefined && !isHeaderText(version)) {
    throw problem('invalidValue', 'version is not an entity tag, as meta.version has it.');
  }
  return version;
}

function dataOf(value: JsonValue | undefined, method: BulkMethod): JsonObject {
  if (isJsonObject(value)) return value;
  throw problem('invalidSyntax', `An operation whose method is ${method} needs data: an object.`);
}

/** Serializers write `null` and empty texts for what there is not. */
function textOf(value: JsonValue | undefined, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw problem('invalidSyntax', `${name} has to be a text.`);
}

/** Finds members in any spelling. @throws ScimError where one stands there in two */
function namesOf(object: JsonObject, what: string): (name: string) => JsonValue | undefined {
  return (name) => {
    const spelling = spellingIn(object, name);
    if (spelling === undefined) return undefined;
    const lower = name.toLowerCase();
    for (const key in object) {
      if (key !== spelling && key.toLowerCase() === lower) {
        throw problem('invalidSyntax', `${what} has ${name} twice, in two spellings.`);
      }
    }
    return object[spelling];
  };
}

function problem(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, { scimType });
}
