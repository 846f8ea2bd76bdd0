/** Pages of a list and the links between them. */
import type { StandInAnswer } from '../../kit/message.ts';
import { ccAnswer } from './answer.ts';
import type { CcCall } from './call.ts';
import type { ListQuery } from './query/list-query.ts';

export interface Page<T> {
  readonly rows: readonly T[];
  readonly pagination: Readonly<Record<string, unknown>>;
}

/** The page a client asked for. Past the end there is nothing, and the total is 0: it travels with the rows. */
export function pageOf<T>(call: CcCall, query: ListQuery, rows: readonly T[]): Page<T> {
  const { page, perPage } = query;
  const shown = rows.slice((page - 1) * perPage, page * perPage);
  const total = shown.length === 0 ? 0 : rows.length;
  const pages = Math.max(1, Math.ceil(total / perPage));
  const link = (number: number): { href: string } => ({ href: pageUrl(call, query, number) });
  return {
    rows: shown,
    pagination: {
      total_results: total,
      total_pages: pages,
      first: link(1),
      last: link(pages),
      next: page < pages ? link(page + 1) : null,
      previous: page > 1 ? link(page - 1) : null,
    },
  };
}

export function listAnswer(
  { pagination }: Page<unknown>,
  resources: readonly unknown[],
  included?: Readonly<Record<string, unknown>>,
): StandInAnswer {
  return ccAnswer(200, { pagination, resources, ...(included === undefined ? {} : { included }) });
}

/** Parameters in alphabetical order. */
function pageUrl({ landscape, request }: CcCall, query: ListQuery, page: number): string {
  const parameters = new Map(query.linkParameters);
  parameters.set('page', String(page));
  parameters.set('per_page', String(query.perPage));
  const text = [...parameters]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  return `${landscape.url}${request.path}?${text}`;
}

/** As Ruby's `CGI.escape`. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
