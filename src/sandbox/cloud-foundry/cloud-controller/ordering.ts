import type { ListQuery } from './query/list-query.ts';

interface Row {
  readonly guid: string;
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly name?: string;
}

/**
 * Orders rows as `order_by` says, times by the second, and then by GUID in the same direction, so that the order
 * is total. Without `order_by` the rows keep the order in which they were made.
 */
export function orderRows<T extends Row>(rows: T[], order: ListQuery['order']): T[] {
  if (order === undefined) return rows;
  const sign = order.descending ? -1 : 1;
  const key = KEYS[order.column] ?? createdAt;
  return rows.sort(
    (left, right) => sign * (compare(key(left), key(right)) || compare(left.guid, right.guid)),
  );
}

const KEYS: Readonly<Partial<Record<string, (row: Row) => string | number>>> = {
  created_at: createdAt,
  updated_at: (row) => Math.floor((row.updatedAt ?? row.createdAt) / 1000),
  name: (row) => row.name ?? '',
};

function createdAt(row: Row): number {
  return Math.floor(row.createdAt / 1000);
}

function compare<V extends string | number>(left: V, right: V): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
