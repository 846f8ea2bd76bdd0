/** Certificates of authorities that the configuration trusts. */
import { MaterialError, readCertificates } from '../connectors/http/way/pem.ts';
import type { Problem } from './problem.ts';
import type { Reference } from './property-schema.ts';
import { type ReferenceContext, resolveReference } from './references.ts';
import { whyUnresolved } from './resolved.ts';
import type { Source } from './source/source.ts';

/**
 * @param path of the list in the file
 * @returns those that can be read, in PEM, and what is wrong with the others
 */
export async function loadAuthorities(
  entries: readonly (string | Reference)[],
  path: readonly string[],
  source: Source,
  context: ReferenceContext,
): Promise<{ authorities: string[]; errors: Problem[] }> {
  const setting = path.join('.');
  const authorities: string[] = [];
  const errors: Problem[] = [];
  for (const [index, entry] of entries.entries()) {
    const refuse = (message: string) =>
      errors.push({
        severity: 'error',
        file: source.file,
        message: `${setting} ${message}`,
        ...source.valueAt([...path, index]),
      });
    let text = entry;
    if (typeof text !== 'string') {
      const resolved = await resolveReference(text, context, 'certificates');
      if (!('value' in resolved)) {
        if (resolved.missing && context.withoutSecrets) continue;
        refuse(`has no value: ${whyUnresolved(resolved)}`);
        continue;
      }
      text = resolved.value;
    }
    try {
      authorities.push(...readCertificates(setting, text).map((certificate) => certificate.toString()));
    } catch (error) {
      if (!(error instanceof MaterialError)) throw error;
      refuse(error.message);
    }
  }
  return { authorities, errors };
}
