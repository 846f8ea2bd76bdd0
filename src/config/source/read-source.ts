/** Reads a configuration file; its extension says whether it is JSON with comments or YAML. */
import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { ConfigurationError } from '../problem.ts';
import { parseJsonc } from './jsonc.ts';
import { nearbyHint } from './nearby.ts';
import type { ParseResult, Source } from './source.ts';

type Parse = (file: string, text: string) => ParseResult | Promise<ParseResult>;

const PARSERS: Readonly<Record<string, Parse>> = {
  '.json': parseJsonc,
  '.jsonc': parseJsonc,
  '.yaml': readYaml,
  '.yml': readYaml,
};

/** Its library is loaded for files that are YAML only. */
async function readYaml(file: string, text: string): Promise<ParseResult> {
  const { parseYaml } = await import('./yaml.ts');
  return parseYaml(file, text);
}

/** @throws ConfigurationError when the file cannot be read or parsed */
export async function readSource(file: string): Promise<Source> {
  const refuse = (message: string) =>
    new ConfigurationError([{ severity: 'error', message, file, line: 1, column: 1 }]);

  const parse = PARSERS[extname(file).toLowerCase()];
  if (parse === undefined) {
    throw refuse('unknown kind of file; its name has to end in .json, .jsonc, .yaml or .yml');
  }
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    throw refuse(readFailure(error) + (await nearbyHint(file, '', error)));
  }
  const result = await parse(file, text);
  if ('problems' in result) throw new ConfigurationError(result.problems);
  return result.source;
}

/** Neither a file nor a folder. */
class SpecialFile extends Error {}

/**
 * Opening a pipe waits for whoever writes to it, which neither a reload nor the end of the process can break off.
 *
 * @throws what {@link readFailure} explains
 */
export async function readText(file: string): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(file));
}

/** What is no text as base64. @throws what {@link readFailure} explains */
export async function readTextOrBase64(file: string): Promise<string> {
  const bytes = await readBytes(file);
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('base64');
}

async function readBytes(file: string): Promise<Buffer> {
  const kind = await stat(file);
  if (!kind.isFile() && !kind.isDirectory()) throw new SpecialFile();
  return await readFile(file);
}

/** Why a file could not be read, without its name. */
export function readFailure(error: unknown): string {
  if (error instanceof SpecialFile)
    return 'this is a pipe or a device; use a regular file, as it is read again';
  if (error instanceof TypeError) return 'the file is not UTF-8 text; save it as UTF-8';
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'the file does not exist; create it, or correct the path';
    case 'EACCES':
    case 'EPERM':
      return 'the file cannot be read: permission denied; let the user of the process read it';
    case 'EISDIR':
      return 'this is a folder, not a file; name a file in it';
    case 'EMFILE':
    case 'ENFILE':
      return 'the file cannot be read: too many files and connections are open (ulimit -n); try again later';
    default:
      return `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`;
  }
}
