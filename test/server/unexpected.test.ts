import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { unexpectedFields } from '../../src/server/unexpected.ts';

const logger = (level: string) => pino({ level }, { write: () => undefined });

describe('unexpectedFields', () => {
  it('says what and where, and what it says itself at level debug only', () => {
    const error = Object.assign(new TypeError('Invalid URL\n    at user:password'), {
      code: 'ERR_INVALID_URL',
      input: 'user:password',
      cause: new Error('user:password'),
    });
    const fields = unexpectedFields(error, logger('info'));
    expect(fields).toMatchObject({ type: 'TypeError', code: 'ERR_INVALID_URL', message: undefined });
    expect(fields.stack).toMatch(/^at .*unexpected\.test\.ts/);
    expect(JSON.stringify(fields)).not.toContain('user:password');
    expect(unexpectedFields(error, logger('debug')).message).toBe(error.message);
  });

  it('takes whatever was thrown', () => {
    expect(unexpectedFields('user:password', logger('debug'))).toEqual({ type: 'string' });
    expect(unexpectedFields(undefined, logger('debug'))).toEqual({ type: 'undefined' });
  });
});
