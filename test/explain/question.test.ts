/** What may be asked of `.explain`, and what becomes of it. */
import { expect, it } from 'vitest';
import { detailOf } from '../../src/explain/client-answer.ts';
import { readQuestion } from '../../src/explain/question.ts';
import { ScimError } from '../../src/scim/errors.ts';

const entity = { userName: 'ada' };

it.each([
  [{ id: '1' }, { technicalUser: undefined, read: { id: '1', query: {} } }],
  [
    { filter: 'userName eq "ada"', count: 5, startIndex: 2, attributes: 'userName', technicalUser: 'idm' },
    {
      technicalUser: 'idm',
      read: {
        id: undefined,
        query: { filter: 'userName eq "ada"', startIndex: '2', count: '5', attributes: 'userName' },
      },
    },
  ],
  [{ excludedAttributes: 'members' }, { read: { id: undefined, query: { excludedAttributes: 'members' } } }],
  [
    { operation: 'create', entity, technicalUser: 'idm' },
    { technicalUser: 'idm', write: { operation: 'create', entity } },
  ],
  [{ operation: 'update', id: '1', entity }, { write: { operation: 'update', id: '1', entity } }],
  [{ operation: 'patch', id: '1', entity }, { write: { operation: 'patch', id: '1', entity } }],
  [{ operation: 'delete', id: '1' }, { write: { operation: 'delete', id: '1' } }],
])('%j is a question', (body, question) => {
  expect(readQuestion(body)).toEqual({ technicalUser: undefined, ...question });
});

it.each([
  [{ operation: 'create' }, 'the operation create needs "entity"'],
  [{ operation: 'update', entity }, 'the operation update needs "id"'],
  [{ operation: 'update', id: '1' }, 'the operation update needs "entity"'],
  [{ operation: 'delete' }, 'the operation delete needs "id"'],
  [{ entity }, 'an entity needs an operation: "create", "update" or "patch"'],
  [{ id: 5 }, '"id" must be text, e.g. "P000001"'],
  [{ filter: '' }, '"filter" must be text, e.g. "userName eq \\"ada\\""'],
  [{ attributes: [] }, '"attributes" must be text, e.g. "userName,emails"'],
  [{ excludedAttributes: '' }, '"excludedAttributes" must be text, e.g. "members"'],
  [{ technicalUser: 1 }, '"technicalUser" must be text, e.g. "idm-client"'],
  [{ count: -1 }, '"count" must be a whole number'],
  [{ startIndex: 'x' }, '"startIndex" must be a whole number'],
  [{ operation: 'read' }, '"operation" must be one of "create", "update", "patch", "delete"'],
  [{ operation: 'create', entity: [] }, '"entity" must be an object: the body of the request'],
  [
    { user: '1' },
    'there is no "user"; it may have id, filter, startIndex, count, attributes, excludedAttributes, operation, entity, technicalUser',
  ],
  [{ operation: 'create', entity, id: '1' }, 'the operation create takes no "id", the backend gives it'],
  [{ operation: 'delete', id: '1', entity }, 'the operation delete takes no "entity"'],
  [{ operation: 'delete', id: '1', filter: 'userName pr' }, '"filter" and "operation" do not go together'],
  [{ operation: 'create', entity, attributes: 'id' }, '"attributes" and "operation" do not go together'],
  [{ id: '1', filter: 'userName pr' }, '"id" and "filter" do not go together'],
])('%j is none', (body, why) => {
  const ask = () => readQuestion(body);
  expect(ask).toThrow(ScimError);
  expect(ask).toThrow(`The question cannot be answered: ${why}.`);
});

it.each([
  [{ detail: 'Taken.' }, 'Taken.'],
  [{ detail: 5 }, undefined],
  [{}, undefined],
  [undefined, undefined],
])('the sentence of an answer with %j is %j', (body, sentence) => {
  expect(detailOf({ status: 409, warnings: [], body })).toBe(sentence);
});
