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
