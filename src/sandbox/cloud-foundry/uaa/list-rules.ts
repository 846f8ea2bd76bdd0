/** Where the lists of users and of groups differ: two endpoints that were written one after the other. */
import { hasText } from './has-text.ts';

export type ListKind = 'users' | 'groups';

export interface ListRules {
  /** The first of the page for a start below 1; `undefined`: nothing catches it. */
  readonly lowestStart: number | undefined;
  readonly isAscending: (sortOrder: string) => boolean;
  /** What to say about a filter or an order there is no way to run. */
  readonly invalidFilter: (filter: string, sortBy: string) => string;
  /** The attributes in what was asked for. */
  readonly attributeNames: (text: string) => readonly string[];
  /** The JSON path an attribute stands for. */
  readonly pathOf: (name: string) => string;
  /** Attributes that are read only for whole resources and where named. */
  readonly onDemand: readonly string[];
}

const USERS: ListRules = {
  lowestStart: 1,
  isAscending: (sortOrder) => sortOrder === 'ascending',
  invalidFilter: (filter, sortBy) =>
    `Invalid filter expression: [${filter}]${hasText(sortBy) ? ` [${sortBy}]` : ''}`,
  attributeNames: (text) => text.split(','),
  // Replaced wherever they stand: `name.givenName` becomes `name.name.givenName`, and leads nowhere.
  pathOf: (name) =>
    name
      .replace(/^emails\./, 'emails[*].')
      .replaceAll('familyName', 'name.familyName')
      .replaceAll('givenName', 'name.givenName'),
  onDemand: ['groups', 'approvals'],
};

const GROUPS: ListRules = {
  lowestStart: undefined,
  isAscending: (sortOrder) => sortOrder.toLowerCase() === 'ascending',
  invalidFilter: (filter) => `Invalid filter expression: [${filter}]`,
  // As Java splits: nothing stands behind the last comma.
  attributeNames: (text) => {
    const named = text.replace(/,+$/, '');
    return named === '' ? [] : named.split(',');
  },
  pathOf: (name) => name,
  onDemand: ['members'],
};

export const LIST_RULES: Readonly<Record<ListKind, ListRules>> = { users: USERS, groups: GROUPS };
