/**
 * A rolling restart in full length; usage below. Exit code 0: no request failed, and each write took effect exactly once; 1: otherwise; 2:
 * called in a wrong way, or without the balancer.
 */
import { parseArgs } from 'node:util';
import { BALANCERS, type Balancer, binaryOf } from './processes.ts';
import { rollingRestart } from './rolling.ts';

const USAGE = `npm run test:rolling -- [options]

  --balancer NAME  haproxy or nginx; default: haproxy
  --requests N     at least; default 20000
  --rate N         a second; default 200
  --rounds N       each instance is restarted so many times at least; default 4
  --valkey URL     server of state that the instances share; default: none
  --seed N         another one makes other requests; default 1
`;

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    balancer: { ...text, default: 'haproxy' },
    requests: { ...text, default: '20000' },
    rate: { ...text, default: '200' },
    rounds: { ...text, default: '4' },
    valkey: text,
    seed: { ...text, default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const { balancer } = values;
if (values.help || !isBalancer(balancer) || binaryOf(balancer) === undefined) {
  process.stdout.write(USAGE);
  if (!values.help) process.stderr.write(`There is no balancer ${balancer} here.\n`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const report = await rollingRestart({
    balancer,
    requests: Number(values.requests),
    rate: Number(values.rate),
    rounds: Number(values.rounds),
    valkeyUrl: values.valkey,
    seed: Number(values.seed),
  });
  const { failed, differences, unclean, ...figures } = report;
  process.stdout.write(
    `${JSON.stringify({ balancer, ...figures, failed: failed.length, differences: differences.length }, undefined, 1)}\n`,
  );
  for (const each of [...failed.map((one) => JSON.stringify(one)), ...differences, ...unclean].slice(0, 50)) {
    process.stderr.write(`FAILED: ${each}\n`);
  }
  if (failed.length + differences.length + unclean.length > 0) process.exitCode = 1;
}

function isBalancer(name: string): name is Balancer {
  return Object.hasOwn(BALANCERS, name);
}
