/** What goes on to backends of the trace headers that a client sends: they may be anything. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTracing } from '../../src/telemetry/tracing/open.ts';
import { fc, reaching } from '../support/property.ts';

const NEWS = { failed: () => {}, recovered: () => {} };
const FACTS = { method: 'GET', template: '/Users', purpose: 'api', host: 'tenant', port: 443 };

async function tracing(ratio: number) {
  const opened = await openTracing(
    {
      // Nobody listens, and nobody has to: nothing is sampled for longer than the test.
      url: 'http://127.0.0.1:9/v1/traces',
      protocol: 'http/json',
      headers: {},
      sampling: { ratio, heedsClient: true },
      serviceName: undefined,
    },
    '0',
    NEWS,
  );
  onTestFinished(() => opened.close());
  return opened;
}

/** As Node.js hands headers on: any byte but control characters, blanks at the ends taken off. */
const headerText = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
  .map((text) => text.trim());
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const wellFormed = fc
  .tuple(hex(2), hex(32), hex(16), hex(2))
  .map(([version, traceId, spanId, flags]) => `${version}-${traceId}-${spanId}-${flags}`);
const traceparent = fc.oneof(
  { weight: 4, arbitrary: wellFormed },
  headerText,
  fc.tuple(wellFormed, headerText).map((both) => both.join('')),
);
const member = fc
  .tuple(fc.constantFrom('a', 'tenant@vendor', 'B', ''), headerText)
  .map((pair) => pair.join('='));
const tracestate = fc.oneof(
  headerText,
  fc.array(member, { maxLength: 40 }).map((all) => all.join(',')),
);

describe.each([0, 1])('sampled at %i', (ratio) => {
  it('only well-formed headers go on, whatever came', async () => {
    const { begin } = await tracing(ratio);
    fc.assert(
      fc.property(
        traceparent,
        tracestate,
        reaching((parent, state) => {
          const request = begin('GET', { traceparent: parent, tracestate: state });
          const { headers, ended } = request.call().attempt(FACTS);
          ended({ status: 200 });
          const { traceparent: sent, tracestate: sentState = '', ...others } = headers;
          expect(sent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$/);
          expect(sent?.slice(3, 35)).toBe(request.traceId);
          expect(sentState).toMatch(/^[\x20-\x7e]{0,512}$/);
          expect(sentState.split(',').length).toBeLessThanOrEqual(32);
          expect(others).toEqual({});
          return parent.includes(request.traceId);
        }),
      ),
    );
  });
});

it('calls of one request that is not recorded all say the same, and steps of it cost nothing', async () => {
  const { begin } = await tracing(0);
  const request = begin('GET', {});
  const [one, other] = [request.call(), request.call()].map((call) => call.attempt(FACTS).headers);
  expect(one).toBe(other);
  expect(one?.['traceparent']).toMatch(/-00$/);
  expect(request.step('write transformation')).toBe(request.step('read transformation'));
});
