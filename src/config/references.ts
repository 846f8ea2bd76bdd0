/** Values that live outside of the configuration file: in the environment, in files of their own, in bound services. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ReferencedFile } from '../connectors/definition.ts';
import { closest } from '../transformation/index.ts';
import type { Reference } from './property-schema.ts';
import type { Resolved } from './resolved.ts';
import { nearbyHint } from './source/nearby.ts';
import { readFailure, readText, readTextOrBase64 } from './source/read-source.ts';
import { fromService } from './vcap/services.ts';

export interface ReferenceContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder that relative file names start from. */
  readonly folder: string;
  /** What is missing here is no problem, and taken for something that will do: for checks where secrets never are. */
  readonly withoutSecrets?: boolean | undefined;
}

/** What a file may be: a value of one line or a few, or certificates, which may also be binary and then become base64. */
type Content = 'value' | 'certificates';

/** Bytes. A file larger than this is a mistake. */
const LONGEST_FILE: Readonly<Record<Content, number>> = { value: 64 * 1024, certificates: 1024 * 1024 };

/** @returns the value, or why there is none and what to do; never throws */
export async function resolveReference(
  reference: Reference,
  context: ReferenceContext,
  content: Content = 'value',
): Promise<Resolved> {
  if ('env' in reference) return fromEnvironment(reference.env, context);
  return 'file' in reference
    ? fromFile(reference.file, context, content)
    : fromService(reference, context.environment);
}

/** The file of a reference, to be read again: it may have changed. */
export function referencedFile(
  reference: Reference,
  context: ReferenceContext,
  content: Content,
): ReferencedFile | undefined {
  if (!('file' in reference)) return undefined;
  return {
    path: resolve(context.folder, reference.file),
    read: async () => {
      const resolved = await fromFile(reference.file, context, content);
      if ('value' in resolved) return resolved.value;
      throw new Error(resolved.reason);
    },
  };
}

/** Other names are possible, and are more often a secret that was written in place of the name. */
const USUAL_NAME = /^[A-Za-z_]\w*$/;

function fromEnvironment(name: string, { environment }: ReferenceContext): Resolved {
  const value = environment[name];
  if (value === undefined) {
    if (!USUAL_NAME.test(name)) {
      return { reason: 'the environment variable of "env" is not set; write its name there, not the value' };
    }
    const guess = closest(name, Object.keys(environment));
    const hint = guess === undefined ? '' : ` (is "${guess}" meant to be it?)`;
    return { reason: `the environment variable ${name} is not set; set it`, hint, missing: true };
  }
  if (value === '')
    return { reason: `the environment variable ${name} is empty; give it a value`, missing: true };
  return { value };
}

/** A text of several lines is no name of a file, but more often a key that was written in its place. */
export function isFileName(name: string): boolean {
  return !/[\r\n]/.test(name);
}

const NO_FILE_NAME =
  'the text of "file" has several lines; write the name of the file there, not what is in it';

async function fromFile(name: string, { folder }: ReferenceContext, content: Content): Promise<Resolved> {
  if (!isFileName(name)) return { reason: NO_FILE_NAME };
  const cannot = (why: string) => ({ reason: `it cannot be taken from "${name}": ${why}` });
  try {
    const path = resolve(folder, name);
    const longest = LONGEST_FILE[content];
    if ((await stat(path)).size > longest)
      return cannot(
        `the file is larger than ${longest / 1024} kB; name one with nothing but the value in it`,
      );
    const text = content === 'value' ? await readText(path) : await readTextOrBase64(path);
    const value = text.replace(/\r?\n$/, '');
    return value === '' ? cannot('the file is empty; write the value into it') : { value };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT' ? { missing: true as const } : {};
    return { ...cannot(readFailure(error)), hint: await nearbyHint(name, folder, error), ...missing };
  }
}
