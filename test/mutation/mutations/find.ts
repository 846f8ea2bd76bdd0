/** Every change for the worse that a source offers, one at a time. */
import { changesOf, type Edit, type Kind } from './kinds.ts';
import { parse, parses, walk } from './syntax.ts';

export interface Mutation {
  /** Relative to the root of the project: `src/proxy/write.ts`. */
  readonly file: string;
  readonly line: number;
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly reached: number;
  /** The lines before and after, without what only indents them: what a reader compares, and what stays when lines move. */
  readonly was: string;
  readonly becomes: string;
}

/** Some of them are none, see `isPossible`: to try them all would take minutes. */
export function findMutations(file: string, source: string): Mutation[] {
  const edits: Edit[] = [];
  walk(parse(source), (node, parents) => edits.push(...changesOf(node, source, parents.at(-1))));
  return edits
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((edit) => ({ file, reached: edit.start, ...edit, ...described(source, edit) }));
}

/** Whether there is still a source to run, and another one. */
export function isPossible(
  mutation: Omit<Mutation, 'file' | 'line' | 'kind' | 'reached'>,
  source: string,
): boolean {
  return mutation.was !== mutation.becomes && parses(applied(source, mutation));
}

export function applied(source: string, { start, end, text }: Pick<Edit, 'start' | 'end' | 'text'>): string {
  return source.slice(0, start) + text + source.slice(end);
}

function described(source: string, edit: Edit): Pick<Mutation, 'line' | 'was' | 'becomes'> {
  const from = source.lastIndexOf('\n', edit.start - 1) + 1;
  const next = source.indexOf('\n', edit.end);
  const to = next === -1 ? source.length : next;
  const lines = source.slice(from, to);
  return {
    line: source.slice(0, edit.start).split('\n').length,
    was: trimmed(lines),
    becomes: trimmed(applied(lines, { ...edit, start: edit.start - from, end: edit.end - from })),
  };
}

function trimmed(lines: string): string {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
