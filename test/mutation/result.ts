/** What became of a mutation, and what that says of a room. */
import type { Mutation } from './mutations/find.ts';
import type { Room } from './rooms.ts';
import type { Outcome } from './trial/lane.ts';

export interface Result {
  readonly room: Room;
  readonly mutation: Mutation;
  readonly outcome: Outcome | { readonly kind: 'equivalent' };
  /** Test files that run the place, and how many of them were run at most. */
  readonly tests: readonly string[];
  readonly within: number;
}

export interface Row {
  readonly room: string;
  readonly places: number;
  readonly caught: number;
  /** Of those caught: by a test that did not end, or a process that did. */
  readonly hung: number;
  readonly survived: number;
  /** Of those that survived: no test runs the place. */
  readonly unreached: number;
  readonly equivalent: number;
}

export function rowsOf(results: readonly Result[]): Row[] {
  const rows = [...Map.groupBy(results, ({ room }) => room)].map(([room, ours]) => rowOf(room, ours));
  return rows.length < 2 ? rows : [...rows, rowOf('all', results)];
}

function rowOf(room: string, results: readonly Result[]): Row {
  const count = (fits: (result: Result) => boolean) => results.filter(fits).length;
  return {
    room,
    places: results.length,
    caught: count(({ outcome }) => outcome.kind === 'caught'),
    hung: count(({ outcome }) => outcome.kind === 'caught' && outcome.how !== 'failed'),
    survived: count(({ outcome }) => outcome.kind === 'survived'),
    unreached: count(({ outcome, tests }) => outcome.kind === 'survived' && tests.length === 0),
    equivalent: count(({ outcome }) => outcome.kind === 'equivalent'),
  };
}

/** Of a hundred that could have been noticed, rounded down: 92 means that it is reached. */
export function rateOf({ places, caught, equivalent }: Row): number {
  const noticeable = places - equivalent;
  return noticeable === 0 ? 100 : Math.floor((100 * caught) / noticeable);
}
