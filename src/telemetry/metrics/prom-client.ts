/**
 * What counts from the start on. The index of the library loads all the rest as well (default metrics, a cluster, a gateway
 * to push to), which are 20 ms of a start; that comes with the first scrape.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export type Registry = import('prom-client').Registry;
export type Counter<Label extends string> = import('prom-client').Counter<Label>;
export type Gauge<Label extends string> = import('prom-client').Gauge<Label>;

export const Registry: typeof import('prom-client').Registry = require('prom-client/lib/registry.js');
export const Counter: typeof import('prom-client').Counter = require('prom-client/lib/counter.js');
export const Gauge: typeof import('prom-client').Gauge = require('prom-client/lib/gauge.js');
