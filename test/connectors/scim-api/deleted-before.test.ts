/** Whether an entity that is not there any more was deleted by the attempt before. */
import { describe, expect, it } from 'vitest';
import type { OutboundRequest, OutboundResponse } from '../../../src/connectors/http/exchange.ts';
import { deletedBefore } from '../../../src/connectors/scim-api/deleted-before.ts';
import { answered, outboundRequest } from '../support/outbound.ts';

describe('an entity that is not there any more', () => {
  const GET = outboundRequest();
  const DELETE = outboundRequest({ method: 'DELETE' });
  const scim = { 'content-type': 'application/scim+json;charset=utf-8' };
  const json = { 'content-type': 'application/json' };
  const error = JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' });
  it.each<[what: string, request: OutboundRequest, answer: OutboundResponse, isDone: boolean]>([
    ['was deleted by the attempt before', DELETE, answered(404, scim, '{}'), true],
    ['was so too, where a server has another type', DELETE, answered(404, json, error), true],
    ['is not told by a router', DELETE, answered(404, json, '{"error":"unknown route"}'), false],
    ['is not told by a page', DELETE, answered(404, { 'content-type': 'text/html' }, 'x'), false],
    ['is not told by who does not say what it is', DELETE, answered(404), false],
    ['is missing to a read', GET, answered(404, scim, '{}'), false],
    ['is another failure', DELETE, answered(409, scim, '{}'), false],
  ])('%s', (_, request, answer, isDone) => {
    expect(deletedBefore(request, answer)).toEqual(
      isDone ? { ...answer, status: 204, body: Buffer.alloc(0) } : answer,
    );
  });
});
