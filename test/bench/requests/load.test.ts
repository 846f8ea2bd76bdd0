import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type Load, runLoad } from '../../../bench/requests/load/load.ts';

async function listen(answer: RequestListener): Promise<Pick<Load, 'port' | 'request'>> {
  const server = createServer(answer);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, request: (number) => `GET /${number} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n` };
}

it('sends each request once, over as many connections as it is told', async () => {
  const asked: string[] = [];
  const clients = new Set<number | undefined>();
  const target = await listen(({ url = '', socket }, response) => {
    asked.push(url);
    clients.add(socket.remotePort);
    response.end('{}');
  });
  const result = await runLoad({ ...target, connections: 8, until: { requests: 500 } });
  expect(result).toMatchObject({ requests: 500, errors: {} });
  expect(new Set(asked)).toEqual(new Set(Array.from({ length: 500 }, (_, number) => `/${number}`)));
  expect([asked.length, clients.size]).toEqual([500, 8]);
});

it('sends fewer requests than it has connections', async () => {
  const target = await listen((_, response) => response.end('{}'));
  const result = await runLoad({ ...target, connections: 8, until: { requests: 3 } });
  expect(result).toMatchObject({ requests: 3, errors: {} });
});

it('waits for the answers when the time is up', async () => {
  let asked = 0;
  const target = await listen((_, response) => {
    asked += 1;
    response.end('{}');
  });
  const { requests, errors, p50, p99, longest } = await runLoad({
    ...target,
    connections: 4,
    until: { seconds: 0.2 },
  });
  expect([requests, errors]).toEqual([asked, {}]);
  expect([p50, p99, longest].toSorted((left, right) => left - right)).toEqual([p50, p99, longest]);
});

it('sends all that is due at a fixed rate, also what finds no free connection', async () => {
  const target = await listen(({ url }, response) => {
    // The first answer comes when the last request has long been due.
    if (url === '/0') setTimeout(() => response.end('{}'), 400);
    else response.end('{}');
  });
  const result = await runLoad({ ...target, connections: 1, until: { seconds: 0.2 }, rate: 200 });
  expect(result).toMatchObject({ requests: 40, errors: {} });
  // They count from when they were due, half of them within the first 100 ms: none of that can be less on a slow machine.
  expect(result.p50).toBeGreaterThan(250);
});

it('counts answers that are no success', async () => {
  const target = await listen(({ url }, response) => {
    response.statusCode = url === '/1' ? 503 : 200;
    response.end('{}');
  });
  const { requests, errors } = await runLoad({ ...target, connections: 1, until: { requests: 3 } });
  expect([requests, errors]).toEqual([3, { 'status 503': 1 }]);
});

it('counts connections that break, and goes on with the others', async () => {
  const target = await listen(({ url, socket }, response) => {
    if (url === '/1') socket.destroy();
    else response.end('{}');
  });
  const { requests, errors } = await runLoad({ ...target, connections: 2, until: { requests: 10 } });
  expect(requests).toBe(9);
  expect(Object.values(errors)).toEqual([1]);
});

it('ends when no connection is left', async () => {
  const target = await listen(({ socket }) => socket.destroy());
  const { requests, errors } = await runLoad({ ...target, connections: 2, until: { requests: 10 } });
  expect(requests).toBe(0);
  expect(Object.values(errors)).toEqual([2]);
});

it('says that nobody listens', async () => {
  const target = { port: 1, request: () => '' };
  await expect(runLoad({ ...target, connections: 1, until: { requests: 1 } })).rejects.toThrow(
    'ECONNREFUSED',
  );
});
