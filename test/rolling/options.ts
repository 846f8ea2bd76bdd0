/** What `npm run test:rolling` is told on the command line. */
import { parseArgs } from 'node:util';
import { BALANCERS, type Balancer } from './processes.ts';
import type { RollingOptions } from './rolling.ts';

export const USAGE = `npm run test:rolling -- [options]

  --balancer NAME  haproxy or nginx; default: haproxy
  --requests N     at least; default 20000
  --rate N         a second; default 200
  --rounds N       each instance is restarted so many times at least; default 4
  --valkey URL     server of state that the instances share; default: none
  --seed N         another one makes other requests; default 1
`;

/** @throws Error for options that are none; `undefined` where help is asked for */
export function readOptions(args: readonly string[]): RollingOptions | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
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
  if (values.help) return undefined;
  const { balancer } = values;
  if (!isBalancer(balancer)) throw new Error(`There is no balancer ${balancer}.`);
  return {
    balancer,
    requests: Number(values.requests),
    rate: Number(values.rate),
    rounds: Number(values.rounds),
    valkeyUrl: values.valkey,
    seed: Number(values.seed),
  };
}

function isBalancer(name: string): name is Balancer {
  return Object.hasOwn(BALANCERS, name);
}
