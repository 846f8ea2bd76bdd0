/** The walk of a client through a list by cursor, over HTTP. */
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Answer, Client } from '../support/client.ts';

/** Pages of one walk; one that needs more does not end. */
const MOST_PAGES = 500;

export interface Walked {
  readonly pages: readonly JsonObject[];
  readonly ids: readonly string[];
}

/** @param between two pages, with the number of those that were read */
export async function walkBy(
  client: Client,
  path: string,
  between: (pages: number) => Promise<void> = async () => {},
): Promise<Walked> {
  const pages: JsonObject[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    if (pages.length === MOST_PAGES) throw new Error('the walk does not end');
    const { status, body, text }: Answer = await client.get(withCursor(path, cursor));
    if (status !== 200) throw new Error(`${status} ${text}`);
    pages.push(body);
    cursor = body['nextCursor'] as string | undefined;
    if (cursor !== undefined) await between(pages.length);
  }
  return { pages, ids: pages.flatMap(idsOf) };
}

export function withCursor(path: string, cursor: unknown): string {
  return `${path}${path.includes('?') ? '&' : '?'}cursor=${String(cursor)}`;
}

export function idsOf({ Resources }: JsonObject): string[] {
  return (Resources as JsonObject[]).map(({ id }) => String(id));
}
