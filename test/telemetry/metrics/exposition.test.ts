import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/telemetry/metrics/create.ts';
import { counter, histogram } from '../../../src/telemetry/metrics/definitions.ts';
import { type ExpositionOptions, expose } from '../../../src/telemetry/metrics/exposition.ts';
import { Registry } from '../../../src/telemetry/metrics/prom-client.ts';

/** Of several pieces: a series is five lines. */
const SERIES = 1_000;

function many() {
  const definitions = {
    took: histogram('took_seconds', 'How long.', ['system', 'operation'], [1, 2]),
    calls: counter('calls_total', 'How many.', ['system']),
  };
  const registry = new Registry();
  const { took, calls } = createMetrics(definitions, registry);
  const tallies = Array.from({ length: SERIES }, (_, index) =>
    took.tally({ system: `s${index}`, operation: index % 2 === 0 ? 'list' : 'read' }),
  );
  for (const [index, tally] of tallies.entries()) tally.observe(index % 4);
  const text = async (options: Partial<ExpositionOptions> = {}) => {
    const all = await expose(registry, Object.values(definitions), { isShown: () => true, ...options });
    return all.text;
  };
  return { calls, tallies, text };
}

const linesOf = (text: string, start: string) => text.split('\n').filter((line) => line.startsWith(start));

describe('what is many lines', () => {
  it('is all there, once', async () => {
    const { text } = many();
    const lines = linesOf(await text(), 'took_seconds');
    expect(lines).toHaveLength(5 * SERIES);
    expect(new Set(lines.map((line) => line.replace(/ \d+$/, ''))).size).toBe(5 * SERIES);
    expect(lines.slice(-5)).toEqual([
      'took_seconds_bucket{le="1",system="s999",operation="read"} 0',
      'took_seconds_bucket{le="2",system="s999",operation="read"} 0',
      'took_seconds_bucket{le="+Inf",system="s999",operation="read"} 1',
      'took_seconds_sum{system="s999",operation="read"} 3',
      'took_seconds_count{system="s999",operation="read"} 1',
    ]);
    expect(linesOf(await text(), '# HELP took_seconds')).toEqual(['# HELP took_seconds How long.']);
    const open = await text({ asOpenMetrics: true });
    expect(linesOf(open, 'took_seconds')).toEqual(lines);
    expect(open.match(/# EOF\n/g)).toEqual(['# EOF\n']);
    expect(open.endsWith('# EOF\n')).toBe(true);
  });

  it('is one where the label that tells them apart is left out', async () => {
    const { text } = many();
    expect(linesOf(await text({ without: 'system' }), 'took_seconds')).toEqual([
      'took_seconds_bucket{le="1",operation="list"} 250',
      'took_seconds_bucket{le="2",operation="list"} 500',
      'took_seconds_bucket{le="+Inf",operation="list"} 500',
      'took_seconds_sum{operation="list"} 500',
      'took_seconds_count{operation="list"} 500',
      'took_seconds_bucket{le="1",operation="read"} 250',
      'took_seconds_bucket{le="2",operation="read"} 250',
      'took_seconds_bucket{le="+Inf",operation="read"} 500',
      'took_seconds_sum{operation="read"} 1000',
      'took_seconds_count{operation="read"} 500',
    ]);
  });

  it('is shown as far as it may be', async () => {
    const { text } = many();
    const isShown = ({ system }: Readonly<Record<string, unknown>>) => system === 's7';
    expect(linesOf(await text({ isShown }), 'took_seconds')).toHaveLength(5);
    expect(linesOf(await text({ isShown, without: 'system' }), 'took_seconds_count')).toEqual([
      'took_seconds_count{operation="read"} 1',
    ]);
  });

  it.each([undefined, 'system'])(
    'lets others go on meanwhile, and each series is of one moment',
    async (without) => {
      const { tallies, text } = many();
      await text();
      let turns = 0;
      let isOver = false;
      const others = () => {
        if (isOver) return;
        turns += 1;
        for (const tally of tallies) tally.observe(5);
        setImmediate(others);
      };
      setImmediate(others);
      const lines = linesOf(await text({ without }), 'took_seconds');
      isOver = true;
      expect(turns).toBeGreaterThanOrEqual(Math.floor((5 * SERIES) / 1_000));
      const numbers = (start: string) =>
        linesOf(lines.join('\n'), start).map((line) => line.split(' ').at(-1));
      expect(numbers('took_seconds_bucket{le="+Inf"')).toEqual(numbers('took_seconds_count'));
    },
  );
});

it('what was never counted is 0 of all together', async () => {
  const { calls, text } = many();
  expect(linesOf(await text({ without: 'system' }), 'calls_total')).toEqual(['calls_total 0']);
  expect(linesOf(await text(), 'calls_total')).toEqual([]);
  calls.inc({ system: 'a' }, 2);
  calls.inc({ system: 'b' });
  expect(linesOf(await text({ without: 'system' }), 'calls_total')).toEqual(['calls_total 3']);
});
