/** A proxy with an audit log, and what stands in it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/scim/json.ts';
import { parseLogLine } from '../../server/log-line.ts';
import { until } from '../../support/until.ts';
import type { RunningProxy } from '../support/proxy.ts';

export const FILE = 'audit.jsonl';

/** All lines of the file, in their order. */
export async function linesIn(folder: string, file = FILE): Promise<JsonObject[]> {
  const text = await readFile(join(folder, file), 'utf8');
  // One that is being written is none yet.
  return text.split('\n').slice(0, -1).map(parseLogLine);
}

/** Those about the request with this id; a test looks for them right behind the answer. */
export async function linesOf({ folder }: Pick<RunningProxy, 'folder'>, id: string): Promise<JsonObject[]> {
  return (await linesIn(folder)).filter(({ requestId }) => requestId === id);
}

/** Of what is written without anybody waiting for it. */
export async function soon(
  proxy: Pick<RunningProxy, 'folder'>,
  id: string,
  count = 1,
): Promise<JsonObject[]> {
  let lines: JsonObject[] = [];
  await until(async () => {
    lines = await linesOf(proxy, id);
    return lines.length >= count;
  });
  return lines;
}
