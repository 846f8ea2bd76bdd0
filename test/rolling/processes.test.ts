/** What a rolling restart starts ends with it. */
import { describe, expect, it } from 'vitest';
import { BALANCERS, type Balancer, binaryOf, freePorts, Stage, startBalancer } from './processes.ts';

describe.each(Object.keys(BALANCERS) as Balancer[])('%s', (balancer) => {
  it.skipIf(binaryOf(balancer) === undefined)('takes no connections after the end of its stage', async () => {
    const stage = new Stage();
    const [port = 0, one = 0, two = 0] = await freePorts(3);
    try {
      await startBalancer(stage, balancer, { balancer: port, instances: [one, two] });
    } finally {
      await stage.end();
    }
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  });
});
