/** Every example in docs/transformations.md does what it says there. */
import { readFileSync } from 'node:fs';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import {
  compileCondition,
  compileTransformation,
  type Json,
  type JsonMap,
  type Operation,
  type RunResult,
  type Variables,
} from '../../src/transformation/index.ts';
import { CATALOGUE } from '../../src/transformation/lint/catalogue.ts';
import { entityOf, outputOf, runMappings, transformed } from './helpers.ts';

const TEXT = readFileSync(new URL('../../docs/transformations.md', import.meta.url), 'utf8');

interface Block {
  readonly line: number;
  /** What stands behind the opening fence. */
  readonly info: readonly string[];
  readonly text: string;
}

const blocks: readonly Block[] = [...TEXT.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)]
  .map((match) => ({
    line: TEXT.slice(0, match.index).split('\n').length,
    info: (match[1] ?? '').split(' '),
    text: match[2] ?? '',
  }))
  // What is typed into a shell, and the files for it, have a test of their own (test/docs/walks.test.ts).
  .filter(({ info: [language, name = ''] }) => language !== 'sh' && !name.includes('.'));

/** What the blocks of an example have set up. */
interface Setting {
  source?: string;
  operation?: Operation;
  properties?: Record<string, string>;
  variables?: Variables;
  result?: RunResult;
  entity?: Json;
}

/** By the second word behind the fence. */
const ACTIONS: Readonly<Record<string, (setting: Setting, block: Block) => Setting>> = {
  transformation: (_, { info, text }) => ({ source: text, operation: info[2] as Operation }),
  mappings: (_, { info, text }) => ({
    source: `{"user": {"mappings": ${text}}}`,
    operation: info[2] as Operation,
  }),
  properties: (setting, { text }) => ({ ...setting, properties: JSON.parse(text) }),
  variables: (setting, { text }) => ({ ...setting, variables: JSON.parse(text) }),
  input: (setting, { info, text }) => {
    const { source = '', operation = 'create', properties = {}, variables } = setting;
    const direction = operation === 'read' ? 'read' : 'write';
    const transformation = compileTransformation(source, { direction, properties });
    expect(transformation.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    const result = entityOf(transformation, info[2] ?? 'user').run(JSON.parse(text), {
      operation,
      variables,
    });
    return { ...setting, result };
  },
  output: (setting, { text }) => {
    expect(outputOf(resultOf(setting))).toStrictEqual(JSON.parse(text));
    return setting;
  },
  'output-variables': (setting, { text }) => {
    expect(transformed(resultOf(setting)).variables).toStrictEqual(JSON.parse(text));
    return setting;
  },
  filtered: (setting, { text }) => {
    expect(setting.result).toEqual({ status: 'filtered', condition: JSON.parse(text) });
    return setting;
  },
  failed: (setting, { text }) => {
    expect(setting.result).toMatchObject({ status: 'failed', ...JSON.parse(text) });
    return setting;
  },
  entity: (_, { text }) => ({ entity: JSON.parse(text) }),
  true: (setting, block) => checkConditions(setting, block, true),
  false: (setting, block) => checkConditions(setting, block, false),
};

/** The kinds that an example begins with. */
const BEGINNINGS: readonly (string | undefined)[] = ['transformation', 'mappings', 'entity'];

/** A result belongs to the input before it, and all that to the transformation or entity before that. */
function settingAfter(index: number): Setting {
  const begin = blocks.findLastIndex(({ info }, at) => at <= index && BEGINNINGS.includes(info[1]));
  return blocks.slice(Math.max(0, begin), index + 1).reduce<Setting>((setting, block) => {
    const action = ACTIONS[block.info[1] ?? ''];
    if (action === undefined) throw new Error(`no test knows what to do with: ${block.info.join(' ')}`);
    return action(setting, block);
  }, {});
}

function resultOf({ result }: Setting): RunResult {
  if (result === undefined) throw new Error('there is no input before this output');
  return result;
}

function checkConditions(setting: Setting, { text }: Block, expected: boolean): Setting {
  const { entity } = setting;
  if (entity === undefined) throw new Error('there is no entity before these conditions');
  for (const condition of text.trim().split('\n')) {
    expect([condition, compileCondition(condition).test(entity)]).toEqual([condition, expected]);
  }
  return setting;
}

describe('the examples in the documentation', () => {
  it.each(blocks.map(({ line, info }, index) => ({ line, info, index })))(
    'line $line: $info',
    ({ index }) => {
      settingAfter(index);
    },
  );

  it('end with what they lead to', () => {
    const kinds = blocks.map(({ info }) => info[1] ?? '');
    const starts = kinds.filter((kind) => kind === 'transformation' || kind === 'mappings').length;
    expect(starts).toBeGreaterThan(10);
    expect(kinds.filter((kind) => kind === 'input').length).toBeGreaterThanOrEqual(starts);
  });
});

describe('the tables of functions', () => {
  const rows = [...TEXT.matchAll(/^\| `(\{"function".*?\})` \| `(.*?)` \| `(.*?)` \|$/gm)].map(
    ([, definition = '', value = '', result = '']) => ({ definition, value, result }),
  );

  it('have examples', () => {
    expect(rows.length).toBeGreaterThan(30);
  });

  it.each(rows)('$definition makes $result of $value', ({ definition, value, result }) => {
    const mapping: JsonMap = {
      sourcePath: '$.value',
      targetPath: '$.result',
      preserveArrayWithSingleElement: true,
      functions: [parse(definition)],
    };
    const output = outputOf(runMappings([mapping], { value: JSON.parse(value), origin: 'acme' }));
    expect(output).toStrictEqual({ result: JSON.parse(result) });
  });
});

describe('the table of lint rules', () => {
  it('has all of them', () => {
    const rows = [...TEXT.matchAll(/^\| `([a-z-]+)` \| (error|warning|info) \| (.*) \|$/gm)].map(
      ([, name, severity, description]) => ({ name, severity, description }),
    );
    expect(rows).toEqual(
      CATALOGUE.map(({ name, severity, description }) => ({ name, severity, description })),
    );
  });

  it('has each of them once', () => {
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
  });
});
