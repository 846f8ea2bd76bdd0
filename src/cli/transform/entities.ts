/** Entities from a file or from standard input: JSON, a list of it, an answer to a list, or JSON lines. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readFailure } from '../../config/source/read-source.ts';
import type { Json } from '../../transformation/index.ts';
import { UsageError } from '../command.ts';

/** @param file absent, or `-`: standard input @throws UsageError */
export async function readInput(file: string | undefined): Promise<string> {
  if (file === undefined || file === '-') return await text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${readFailure(error)}.`);
  }
}

/**
 * @param name of the file, for messages
 * @throws UsageError
 */
export function parseEntities(input: string, name: string): Json[] {
  const content = input.replace(/^\uFEFF/, '');
  if (content.trim() === '') throw new UsageError(`${name} is empty: it should have an entity as JSON.`);
  const whole = parsed(content);
  if (whole !== undefined) return entitiesIn(whole.value);
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const one = parsed(line);
    if (one === undefined)
      throw new UsageError(`${name}:${index + 1}: this is no JSON, neither the line nor the whole.`);
    return [one.value];
  });
}

function parsed(content: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(content) as Json };
  } catch {
    return undefined;
  }
}

/** `Resources` are those of an answer to a list (RFC 7644 §3.4.2). */
function entitiesIn(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  const resources = typeof value === 'object' && value !== null ? value['Resources'] : undefined;
  return Array.isArray(resources) ? resources : [value];
}
