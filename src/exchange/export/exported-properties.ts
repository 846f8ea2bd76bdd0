/** Which values of the properties of a system may leave it. */
import type { CommonProperties } from '../../config/known-properties.ts';
import { knownProperties } from '../../config/known-properties.ts';
import { resolveReference } from '../../config/references.ts';
import { isCredentialName } from '../../transformation/index.ts';
import type { ConfiguredEntry } from './configured-system.ts';

export interface LeftOut {
  readonly property: string;
  /** `unset`: its value would be in the export, but it is not there. */
  readonly kind: 'credential' | 'outside' | 'unset';
  readonly reason: string;
}

export interface ExportedProperties {
  readonly values: Readonly<Record<string, string>>;
  readonly leftOut: readonly LeftOut[];
}

export interface PropertyContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly common?: CommonProperties | undefined;
}

/**
 * Credentials stay behind. So does what is taken from elsewhere under a name that the type does not know: it may be a secret
 * as well.
 */
export async function exportedProperties(
  system: ConfiguredEntry,
  { environment, common }: PropertyContext,
): Promise<ExportedProperties> {
  const known = knownProperties(system.definition, common);
  const values: Record<string, string> = Object.create(null);
  const leftOut: LeftOut[] = [];
  for (const [property, { entry: value, numberText, folder }] of await system.properties()) {
    if (isCredentialName(property)) {
      leftOut.push({ property, kind: 'credential', reason: 'it is a credential' });
    } else if (typeof value !== 'object') {
      values[property] = typeof value === 'number' ? (numberText() ?? String(value)) : String(value);
    } else if (!Object.hasOwn(known, property)) {
      const reason = 'its value stands outside of the configuration and may be a secret';
      leftOut.push({ property, kind: 'outside', reason });
    } else {
      const resolved = await resolveReference(value, { environment, folder });
      if ('value' in resolved) values[property] = resolved.value;
      else leftOut.push({ property, kind: 'unset', reason: resolved.reason });
    }
  }
  return { values, leftOut };
}
