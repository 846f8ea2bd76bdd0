/**
 * Addresses of hosts. The system is asked in one of the few threads that the whole process has for that, for reading files and for
 * checking passwords (four, unless UV_THREADPOOL_SIZE says otherwise), and a name whose servers are silent holds its thread for many
 * seconds, longer than anybody waits for a connection. So each name is asked for once at a time, whoever else waits for it.
 */
import dns from 'node:dns';
import type { LookupFunction } from 'node:net';

type Callback = Parameters<LookupFunction>[2];

const waiting = new Map<string, Callback[]>();

/** As `dns.lookup`, which is the default of Node's connections. */
export const lookup: LookupFunction = (hostname, options, callback) => {
  const { all, family, hints, order } = options;
  const key = [hostname, all, family, hints, order].join(' ');
  const others = waiting.get(key);
  if (others !== undefined) {
    others.push(callback);
    return;
  }
  const callbacks = [callback];
  waiting.set(key, callbacks);
  dns.lookup(hostname, options, (...answer) => {
    waiting.delete(key);
    for (const each of callbacks) each(...answer);
  });
};
