/** How clients read everything: page by page, by index or by cursor (RFC 7644 §3.4.2.4, RFC 9865). */
import { Pool } from 'undici';

export interface Walk {
  readonly pages: number;
  readonly seen: number;
  /** Ids that came more than once. */
  readonly twice: number;
  readonly seconds: number;
}

export type Paging = 'index' | 'cursor';

interface Page {
  readonly totalResults: number;
  readonly itemsPerPage: number;
  readonly nextCursor?: string;
  readonly Resources?: readonly { readonly id: string }[];
}

/**
 * @param url of the endpoint
 * @param most pages; default: all
 * @throws where an answer is none
 */
export async function walk(
  url: string,
  authorization: string,
  paging: Paging,
  count: number,
  most = Number.POSITIVE_INFINITY,
): Promise<Walk> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 1 });
  const ids = new Set<string>();
  const began = performance.now();
  let [pages, seen, startIndex, cursor] = [0, 0, 1, ''];
  try {
    while (pages < most) {
      const place = paging === 'index' ? { startIndex: String(startIndex) } : { cursor };
      const query = new URLSearchParams({ ...place, count: String(count) });
      const { statusCode, body } = await pool.request({
        method: 'GET',
        path: `${pathname}?${query}`,
        headers: { authorization },
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`page ${pages + 1}: ${statusCode} ${text.slice(0, 500)}`);
      const page = JSON.parse(text) as Page;
      pages += 1;
      seen += page.Resources?.length ?? 0;
      for (const { id } of page.Resources ?? []) ids.add(id);
      startIndex += page.itemsPerPage;
      cursor = page.nextCursor ?? '';
      if (paging === 'index' ? startIndex > page.totalResults : cursor === '') break;
    }
  } finally {
    await pool.close();
  }
  return { pages, seen, twice: seen - ids.size, seconds: (performance.now() - began) / 1000 };
}
