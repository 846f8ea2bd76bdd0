import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const src = join(root, 'src');

/** Which rooms each room may import from (docs/architecture.md). `errors.ts`, `make-folder.ts` and `steady-clock.ts` are shared by all. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  'make-folder.ts': [],
  'steady-clock.ts': [],
  'index.ts': [
    'connectors/connector.ts',
    'connectors/definition.ts',
    'connectors/dry-run.ts',
    'connectors/third-party',
    'scim',
  ],
  scim: [],
  transformation: [],
  connectors: ['scim', 'state/state.ts', 'state/pacing.ts', 'state/leases.ts'],
  config: [
    'transformation',
    'connectors',
    'scim',
    'oauth/key-set.ts',
    'x509',
    'state/settings.ts',
    'telemetry/tracing/settings.ts',
  ],
  proxy: [
    'scim',
    'transformation',
    'connectors/account.ts',
    'connectors/connector.ts',
    'connectors/definition.ts',
    'connectors/http/whole-number.ts',
    'connectors/leased.ts',
    'state/state.ts',
    'state/leases.ts',
  ],
  explain: ['proxy', 'scim', 'transformation', 'connectors/connector.ts', 'connectors/dry-run.ts'],
  openapi: ['scim', 'proxy/description'],
  state: [],
  telemetry: [],
  x509: [],
  audit: [],
  server: [
    'proxy',
    'scim',
    'config',
    'explain',
    'state',
    'audit',
    'oauth',
    'x509',
    'openapi',
    'telemetry',
    'connectors/watch.ts',
  ],
  oauth: ['scim', 'connectors/http'],
  exchange: ['config', 'transformation', 'connectors', 'scim'],
  sandbox: ['scim'],
  cli: [
    'scim',
    'transformation',
    'connectors',
    'config',
    'proxy',
    'explain',
    'server',
    'exchange',
    'sandbox',
    'state',
    'audit',
    'oauth',
    'openapi',
    'telemetry',
  ],
};
const SHARED: ReadonlySet<string> = new Set(['errors.ts', 'make-folder.ts', 'steady-clock.ts']);
/** The stand-ins must not share code with the clients that they judge: vocabulary and types only. */
const sandboxMayUse = ['scim/schemas.ts', 'scim/json.ts'];

interface Edge {
  readonly from: string;
  readonly to: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** Every relative import of a file, types included: knowledge is knowledge. */
function edgesOf(file: string): Edge[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)/g,
  );
  return [...specifiers].map((match) => ({
    from: path(file),
    to: path(resolve(dirname(file), match[1] ?? match[2] ?? '')),
  }));
}

function path(file: string): string {
  return relative(src, file).split(sep).join('/');
}

function room(file: string): string {
  return file.split('/')[0] ?? file;
}

function mayImport({ from, to }: Edge): boolean {
  if (room(from) === room(to) || SHARED.has(to)) return true;
  if (room(from) === 'sandbox') return sandboxMayUse.includes(to);
  return (allowed[room(from)] ?? []).some((target) => to === target || to.startsWith(`${target}/`));
}

function findCycle(edges: readonly Edge[]): readonly string[] | undefined {
  const targets = Map.groupBy(edges, (edge) => edge.from);
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const edge of targets.get(file) ?? []) {
      const cycle = visit(edge.to, [...trail, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of targets.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

const edges = sources(src).flatMap(edgesOf);

describe('architecture', () => {
  it('knows every room', () => {
    const rooms = new Set(sources(src).map((file) => room(path(file))));
    expect([...rooms].filter((name) => !Object.hasOwn(allowed, name))).toEqual([]);
  });

  it('imports only in the direction of the table', () => {
    expect(edges.length).toBeGreaterThan(20);
    expect(edges.filter((edge) => !mayImport(edge))).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(findCycle(edges)).toBeUndefined();
  });

  it('would notice a wrong direction and a cycle', () => {
    expect(mayImport({ from: 'transformation/run.ts', to: 'scim/errors.ts' })).toBe(false);
    expect(mayImport({ from: 'sandbox/x.ts', to: 'scim/filter-parse.ts' })).toBe(false);
    expect(mayImport({ from: 'proxy/x.ts', to: 'connectors/http/client.ts' })).toBe(false);
    expect(
      findCycle([
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ]),
    ).toEqual(['a', 'b', 'a']);
  });

  it('keeps the engine free of anything that evaluates text as code', () => {
    const suspects = sources(src).filter((file) =>
      /\bnew Function\b|\beval\(|['"](?:node:)?vm['"]/.test(readFileSync(file, 'utf8')),
    );
    expect(suspects.map(path)).toEqual([]);
  });
});
