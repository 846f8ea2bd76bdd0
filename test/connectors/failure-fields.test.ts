/** What the log says of a failure. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { failureFields, levelOf } from '../../src/connectors/failure-fields.ts';
import { ScimError } from '../../src/scim/errors.ts';
import { ClientGone, RequestEnded } from '../../src/scim/request-ended.ts';

describe('a failure', () => {
  const log = (level: string) => pino({ level }, { write: () => {} });

  it("has the backend's own words at level debug only", () => {
    const error = new ScimError(409, 'There is an ada.', { scimType: 'uniqueness' });
    const { code } = error;
    expect(failureFields(error, log('info'))).toEqual({ status: 409, code, detail: undefined });
    expect(failureFields(error, log('debug'))).toEqual({ status: 409, code, detail: 'There is an ada.' });
    expect(failureFields(error, log('trace'))).toMatchObject({ detail: 'There is an ada.' });
  });

  it.each([
    [new TypeError('ada'), 'TypeError'],
    ['ada', 'string'],
    [undefined, 'undefined'],
  ])('that nobody expected has a name and nothing else: %s', (error, code) => {
    expect(failureFields(error, log('debug'))).toEqual({ code });
  });

  it.each([
    [undefined, 'warn'],
    [new ClientGone(), 'info'],
    [new RequestEnded(503, 'The proxy stops.', ''), 'warn'],
  ])('is worth a warning, but where the client has gone: %s', (reason, level) => {
    const controller = new AbortController();
    if (reason !== undefined) controller.abort(reason);
    expect(levelOf({ signal: controller.signal })).toBe(level);
  });
});
