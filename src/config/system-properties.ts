/** The properties of one system: references resolved, credentials kept apart. */
import type { ReferencedFile } from '../connectors/definition.ts';
import { CERTIFICATE_FILES } from '../connectors/http/way/names.ts';
import { isCredentialName } from '../transformation/index.ts';
import type { PlacedProperties } from './destinations.ts';
import { type ReferenceContext, referencedFile, resolveReference } from './references.ts';

export interface PropertyOptions extends ReferenceContext {
  /** Credentials in clear in the file are accepted with a warning; for the demo. */
  readonly allowLiteralSecrets: boolean;
  /** What a property that is missing and need not be here is taken for; `undefined`: nothing will do. */
  readonly assumed: (property: string) => string | undefined;
}

export interface PropertyFinding {
  readonly severity: 'error' | 'warning' | 'info';
  /** `undefined`: the properties as a whole. */
  readonly property: string | undefined;
  /** The property to point at; default: itself. */
  readonly at?: string | undefined;
  /** Follows the name of the property: `is missing: …`. */
  readonly message: string;
  /** Follows the message, and is no business of clients: what there is on this machine instead. */
  readonly hint?: string | undefined;
  /** It only says that nobody reads the property. */
  readonly isUnread?: boolean | undefined;
}

export interface ResolvedProperties {
  /** All, credentials in clear. */
  readonly all: Readonly<Record<string, string>>;
  readonly findings: readonly PropertyFinding[];
  /** Those whose value is only assumed. */
  readonly assumed: ReadonlySet<string>;
  /** Where values come from that stand in files. */
  readonly files: ReadonlyMap<string, ReferencedFile>;
}

/** Connectors and transformations know properties as text only. */
export async function resolveProperties(
  placed: PlacedProperties,
  options: PropertyOptions,
): Promise<ResolvedProperties> {
  const all: Record<string, string> = Object.create(null);
  const findings: PropertyFinding[] = [];
  const assumed = new Set<string>();
  const files = new Map<string, ReferencedFile>();
  for (const [property, { entry, numberText, folder }] of placed) {
    if (typeof entry === 'object') {
      const content = CERTIFICATE_FILES.has(property) ? 'certificates' : 'value';
      const context = { ...options, folder };
      const resolved = await resolveReference(entry, context, content);
      const file = referencedFile(entry, context, content);
      if (file !== undefined) files.set(property, file);
      if ('value' in resolved) {
        all[property] = resolved.value;
      } else {
        const { reason, hint, missing } = resolved;
        const value = missing && options.withoutSecrets ? options.assumed(property) : undefined;
        if (value !== undefined) {
          all[property] = value;
          assumed.add(property);
          continue;
        }
        findings.push({ severity: 'error', property, message: `has no value: ${reason}`, hint });
      }
      continue;
    }
    if (isCredentialName(property)) {
      if (!options.allowLiteralSecrets) {
        const message =
          'is a credential and must not stand here in clear: write {"env": "NAME"} or {"file": "path"}';
        findings.push({ severity: 'error', property, message });
        continue;
      }
      findings.push({
        severity: 'warning',
        property,
        message: 'is a credential in clear, good enough for a demo only',
      });
    }
    all[property] = typeof entry === 'number' ? (numberText() ?? String(entry)) : String(entry);
  }
  return { all: Object.freeze(all), findings, assumed, files };
}

/** Everything but credentials. */
export function withoutCredentials(
  properties: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const plain: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(properties)) if (!isCredentialName(name)) plain[name] = value;
  return Object.freeze(plain);
}
