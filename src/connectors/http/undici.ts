/**
 * What is needed of undici. Its index loads all the rest as well (fetch, WebSocket, caches, mocks): 90 files, which are
 * 50 ms of a start and 12 MB. These files are no entries that its package promises, so `package.json` allows patches only.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export type Connect = import('undici').buildConnector.connector;

export const Pool: typeof import('undici').Pool = require('undici/lib/dispatcher/pool.js');
export const buildConnector: typeof import('undici').buildConnector = require('undici/lib/core/connect.js');
