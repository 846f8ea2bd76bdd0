/**
 * `npm run sbom`: prints what the product is made of at run time, as a CycloneDX software bill of materials. The same lock file
 * gives the same text. Made by `npm sbom`, from a copy without what is for development: of the whole project, npm leaves out
 * libraries that something for development would like to have as well, and calls the product by the name of its folder.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');

/** For development, but files of them are part of what is delivered (tools/build.ts); what they themselves depend on is not. */
const COPIED = ['swagger-ui-dist'];

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version: string; readonly dev?: boolean; readonly dependencies?: object }>
  >;
}

interface Sbom {
  serialNumber?: string;
  metadata: { timestamp?: string; component: { name: string; purl: string } };
  readonly components: readonly { readonly 'bom-ref': string }[];
}

process.stdout.write(`${JSON.stringify(await sbom(), null, 2)}\n`);

/** @throws where npm leaves a library out */
async function sbom(): Promise<Sbom> {
  const project = withoutDevelopment(await read('package.json'));
  const { packages, ...lock } = (await read('package-lock.json')) as unknown as Lock;
  const used = Object.entries(packages).flatMap(([path, entry]) => {
    if (entry.dev !== true) return [[path, entry] as const];
    const { dev: _, dependencies: __, ...delivered } = entry;
    return COPIED.some((name) => path === `node_modules/${name}`) ? [[path, delivered] as const] : [];
  });
  const { '': root = {}, ...libraries } = Object.fromEntries(used);
  const made = await fromNpm({
    'package.json': project,
    'package-lock.json': { ...lock, packages: { '': withoutDevelopment(root), ...libraries } },
  });

  const listed = new Set(made.components.map((component) => component['bom-ref']));
  const missing = Object.entries(libraries)
    .map(([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`)
    .filter((library) => !listed.has(library));
  if (missing.length > 0) throw new Error(`npm sbom left out ${missing.join(', ')}`);

  made.metadata.component.name = String(project['name']);
  // What differs from one run to the next. Both are optional, the number has to be of this kind.
  delete made.metadata.timestamp;
  delete made.serialNumber;
  made.serialNumber = `urn:uuid:${uuidOf(JSON.stringify(made))}`;
  return made;
}

async function fromNpm(files: Readonly<Record<string, object>>): Promise<Sbom> {
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-sbom-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), JSON.stringify(content));
    }
    const { stdout } = await promisify(execFile)(
      'npm',
      ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'],
      { cwd: folder, maxBuffer: 2 ** 26 },
    );
    return JSON.parse(stdout) as Sbom;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function read(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(ROOT, name), 'utf8')) as Record<string, unknown>;
}

function withoutDevelopment(project: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {
    devDependencies = {},
    dependencies = {},
    ...rest
  } = project as Record<string, Record<string, string>>;
  const copied = Object.entries(devDependencies).filter(([name]) => COPIED.includes(name));
  return { ...rest, dependencies: { ...dependencies, ...Object.fromEntries(copied) } };
}

/** RFC 9562 §5.8, of the application's own making: bits of a hash. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
