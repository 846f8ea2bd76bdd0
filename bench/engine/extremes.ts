/** The figures beside speed: compiling, memory, and a regular expression made to hang a process. */
import { compileTransformation, type JsonMap } from '../../src/transformation/index.ts';
import { collectGarbage, median, sink } from '../measure.ts';
import { variedUsers } from './users.ts';

/** 60 mappings, of each kind as many as the published default transformations have in the mean. */
export function compileTime(): string {
  const text = JSON.stringify({ user: { mappings: MAPPINGS } });
  const times = Array.from({ length: 41 }, () => {
    const start = performance.now();
    sink.value = compileTransformation(text, { direction: 'read' });
    return performance.now() - start;
  });
  const [first = Number.NaN, ...others] = times;
  return `Compiling ${MAPPINGS.length} mappings: median ${median(others).toFixed(1)} ms (the first time in this process ${first.toFixed(1)} ms)`;
}

const MAPPINGS: readonly JsonMap[] = [
  { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' },
  ...repeat(44, (index) => ({
    sourcePath: `$['urn:example:User']['member${index}']`,
    targetPath: `$.attribute${index}`,
    optional: true,
  })),
  ...repeat(6, (index) => ({ constant: { nested: [index, 'text'] }, targetPath: `$.constant${index}` })),
  ...repeat(4, (index) => ({
    condition: `$.kind${index} == 'x' && $.list[?(@.type == 'work')].value != []`,
    sourcePath: `$.list${index}[?(@.type == 'work')].value`,
    preserveArrayWithSingleElement: true,
    targetPath: `$.list${index}`,
    optional: true,
  })),
  ...repeat(4, (index) => ({
    sourcePath: `$.text${index}`,
    targetPath: `$.text${index}`,
    optional: true,
    functions: [{ function: 'toUpperCaseString' }, { function: 'concatString', suffix: `-${index}` }],
  })),
  {
    sourcePath: '$.displayName',
    targetPath: '$.technicalName',
    functions: [{ function: 'replaceAllString', regex: '[\\s\\p{Punct}]', replacement: '_' }],
  },
];

function repeat(times: number, mapping: (index: number) => JsonMap): readonly JsonMap[] {
  return Array.from({ length: times }, (_, index) => mapping(index));
}

/** Heap before and after 10,000 different users in one process. */
export function heapAfterManyUsers(run: (input: JsonMap) => JsonMap): string {
  const users = variedUsers(10_000);
  for (const input of users.slice(0, 100)) sink.value = run(input);
  sink.value = undefined;
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  for (const input of users) sink.value = run(input);
  const elapsed = performance.now() - start;
  sink.value = undefined;
  collectGarbage();
  const grown = (process.memoryUsage().heapUsed - before) / 1024;
  // Alive until here: only what running leaves behind is to be seen.
  sink.value = users;
  return `10,000 users: ${elapsed.toFixed(0)} ms, heap afterwards ${grown >= 0 ? '+' : ''}${grown.toFixed(0)} kB`;
}

/** `^(a+)+$` on 50,000 times `a` and a `!`. */
export function hostileRegex(): string {
  const text = JSON.stringify({
    user: {
      mappings: [
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' },
        {
          sourcePath: '$.title',
          targetPath: '$.matches',
          functions: [{ function: 'matchRegex', regex: '^(a+)+$' }],
        },
      ],
    },
  });
  const transformation = compileTransformation(text, { direction: 'read' });
  const start = performance.now();
  const result = transformation.entities['user']?.run(
    { id: '1', title: `${'a'.repeat(50_000)}!` },
    { operation: 'read' },
  );
  const elapsed = performance.now() - start;
  const answer =
    result?.status === 'transformed' ? `matches: ${result.output['matches']}` : JSON.stringify(result);
  return `^(a+)+$ on 50,001 characters: ${elapsed.toFixed(1)} ms (${answer})`;
}
