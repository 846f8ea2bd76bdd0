/** The properties of a system, each with the layer that it came from. Secrets are not shown. */
import { type CommonProperties, knownProperties } from '../../config/known-properties.ts';
import { type PropertyFact, propertyFacts } from '../../config/property-facts.ts';
import type { LoadedSystem } from '../../config/systems.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import { CERTIFICATE_FILES } from '../../connectors/http/way/names.ts';
import { isCredentialName } from '../../transformation/index.ts';
import { secretRegions } from './secret-regions.ts';

export interface ShownProperty {
  readonly name: string;
  /** Masked where it is a credential, or may be one. */
  readonly value: string;
  /** `default`: set nowhere. */
  readonly layer: 'system' | 'destination' | 'default';
  /** Its name. */
  readonly destination?: string;
  /** Where the destination has it: `shared.yaml:3`, or `service "tenant"`. */
  readonly from?: string;
}

const MASK = '***';

/** @returns those that are set, in the order of the layers, and then those that have a default */
export function shownProperties(
  { properties, layers }: LoadedSystem,
  definition: ConnectorDefinition,
  common: CommonProperties | undefined,
): ShownProperty[] {
  const shape = knownProperties(definition, common);
  const set = [...layers].map(([name, { destination, from, isOutside }]): ShownProperty => {
    // Whoever keeps a value elsewhere, and not for one of our names, may have a reason.
    const isHidden = isCredentialName(name) || (isOutside && !Object.hasOwn(shape, name));
    const value = isHidden ? MASK : shownValue(name, properties[name] ?? MASK);
    if (destination === undefined) return { name, value, layer: 'system' };
    return { name, value, layer: 'destination', destination, ...(from === undefined ? {} : { from }) };
  });
  const defaults = factsOf(definition, common).flatMap(
    // One that stands in for another has no default of its own.
    ({ name, default: value, defaultText = value, generalOf }): ShownProperty[] =>
      layers.has(name) || defaultText === undefined || generalOf !== undefined
        ? []
        : [{ name, value: defaultText.replaceAll('`', ''), layer: 'default' }],
  );
  return [...set, ...defaults];
}

/** Made once for each type: most systems of a configuration are of the same few. */
const facts = new WeakMap<ConnectorDefinition, readonly PropertyFact[]>();

function factsOf(
  definition: ConnectorDefinition,
  common: CommonProperties | undefined,
): readonly PropertyFact[] {
  const known = facts.get(definition) ?? propertyFacts(knownProperties(definition, common));
  facts.set(definition, known);
  return known;
}

/** Certificates are no secrets, and too long. */
function shownValue(name: string, value: string): string {
  if (!CERTIFICATE_FILES.has(name)) return masked(value);
  const { length } = value.match(/-----BEGIN [A-Z ]*CERTIFICATE-----/g) ?? [];
  return length === 1 ? '1 certificate' : `${length} certificates`;
}

/** Of a URL with a password in it, for instance. */
function masked(value: string): string {
  return secretRegions(value).reduceRight(
    (text, { start, end }) => text.slice(0, start) + MASK + text.slice(end),
    value,
  );
}
