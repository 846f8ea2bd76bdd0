/**
 * The image without a container engine: built by buildah, its file system mounted read-only in namespaces of its own, started as
 * process 1 of them with what the image says of user, environment, folder and command. The network is the machine's.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, watch } from '../cli/helpers.ts';

const ROOT = join(import.meta.dirname, '../..');
const BASE = 'docker.io/library/node:24-bookworm-slim';
const NAME = 'ipsproxy-test';

export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly ExposedPorts: Readonly<Record<string, object>>;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

export interface Image {
  readonly config: ImageConfig;
  /** Bytes of all files that it adds to its base. */
  readonly added: number;
  /** The mounted file system. */
  readonly root: string;
  remove(): void;
}

function buildah(...args: readonly string[]): string {
  return execFileSync('buildah', ['--storage-driver', 'vfs', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  }).trim();
}

/** Why no image can be built and run here, or `undefined`. Makes the base image, where there is none. */
export function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (spawnSync('buildah', ['--version']).status !== 0) return 'needs buildah';
  const namespaces = spawnSync('unshare', [
    '--mount',
    '--pid',
    '--fork',
    'mount',
    '-t',
    'proc',
    'proc',
    '/proc',
  ]);
  if (namespaces.status !== 0) return 'needs namespaces';
  const base = spawnSync(join(import.meta.dirname, 'base-image.sh'), { encoding: 'utf8' });
  return base.status === 0 ? undefined : `needs a base image: ${base.stderr.trim()}`;
}

/** @throws with the end of buildah's output */
export function buildImage(): Image {
  buildah(
    'bud',
    '--isolation',
    'chroot',
    '--pull-never',
    '--format',
    'docker',
    '--timestamp',
    '0',
    '-t',
    NAME,
    '.',
  );
  const { Docker } = JSON.parse(buildah('inspect', '--type', 'image', NAME)) as {
    Docker: { config: ImageConfig };
  };
  const mounted = (image: string) => {
    const container = buildah('from', '--pull-never', image);
    return { container, root: buildah('mount', container) };
  };
  const [base, own] = [mounted(BASE), mounted(`localhost/${NAME}`)];
  const added = bytesOf(own.root) - bytesOf(base.root);
  buildah('rm', base.container);
  return {
    config: Docker.config,
    added,
    root: own.root,
    remove: () => {
      buildah('rm', own.container);
      buildah('rmi', NAME);
    },
  };
}

function bytesOf(folder: string): number {
  const [bytes] = execFileSync('du', ['--summarize', '--bytes', '--one-file-system', folder], {
    encoding: 'utf8',
  }).split('\t');
  return Number(bytes);
}

export interface ContainerOptions {
  /** Instead of that of the image. */
  readonly command?: readonly string[];
  /** Instead of command and entry point. */
  readonly instead?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is mounted read-only: from the path in the container to that outside. */
  readonly mounts?: Readonly<Record<string, string>> | undefined;
  /** Instead of that of the image. */
  readonly user?: string;
}

export interface Container extends Running {
  /** To its process 1, as an engine does. */
  signal(name: NodeJS.Signals): void;
}

/** `$1` file system, `$2` user; then pairs of mounts up to `--`, then what is to be started. */
const START = `
root=$1 user=$2; shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
while [ "$1" != -- ]; do mount --bind "$2" "$root$1"; mount -o remount,ro,bind "$root$1"; shift 2; done
shift
mount -o remount,ro,bind "$root"
exec setpriv --no-new-privs --inh-caps=-all chroot --userspec="$user" "$root" "$@"
`;

export function startContainer(image: Image, options: ContainerOptions = {}): Container {
  const { config } = image;
  const {
    command = config.Cmd,
    instead = [...config.Entrypoint, ...command],
    env = {},
    mounts = {},
  } = options;
  const variables = [...config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
  const running = watch(
    [
      ...['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-euc', START, 'sh'],
      ...[image.root, options.user ?? config.User],
      ...[...Object.entries(mounts).flat(), '--'],
      ...['/usr/bin/env', '--ignore-environment', `--chdir=${config.WorkingDir}`, ...variables, ...instead],
    ],
    {},
  );
  const { pid } = running.child;
  return {
    ...running,
    signal: (name) => {
      const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
      process.kill(Number(first), name);
    },
  };
}
