/**
 * The JSON form in which SAP Identity Provisioning exports a system ("Export and Import Systems"). SAP does not publish it;
 * this is what the files of the administration console have. Properties that are credentials are named in
 * `encryptedProperties`, without values.
 */

/** Keys in the order of SAP's files. */
export interface SapSystem {
  readonly id: string;
  /** `IDENTITY_AUTHENTICATION` */
  readonly connectorTypeString: string;
  readonly accessMode: 'PROXY';
  readonly destinationName: string;
  readonly name: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly properties: Readonly<Record<string, string>>;
  readonly encryptedProperties: Readonly<Record<string, null>>;
}

/** Keys of the two transformations, which are objects. */
export const TRANSFORMATION_KEYS = { read: 'readTransformation', write: 'writeTransformation' } as const;

/** `SAP Commerce Cloud` is `SAP_COMMERCE_CLOUD` in `connectorTypeString`. */
export function connectorTypeString(title: string): string {
  const words = title.toUpperCase().match(/[A-Z0-9]+/g) ?? [];
  return words.join('_');
}
