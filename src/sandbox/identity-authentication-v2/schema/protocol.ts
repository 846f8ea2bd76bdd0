/** The schemas that describe the service itself (RFC 7643 §§5–7), as an Identity Directory tenant lists them. */
import {
  boolean,
  complex,
  exact,
  integer,
  list,
  reference,
  type Schema,
  string,
  type Traits,
} from '../../kit/attribute.ts';
import { RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG } from './urns.ts';

const readOnly: Traits = { mutability: 'readOnly' };
const given: Traits = { ...readOnly, required: true };
const oneOf = (...canonicalValues: string[]): Traits => ({ ...readOnly, canonicalValues });
const supported = boolean('supported', given);

export const serviceProviderConfig: Schema = {
  id: SERVICE_PROVIDER_CONFIG,
  name: 'ServiceProviderConfig',
  attributes: [
    reference('documentationUri', ['external'], { ...given, caseExact: false }),
    complex('patch', [supported], given),
    complex('bulk', [supported, integer('maxOperations', given), integer('maxPayloadSize', given)], given),
    complex('filter', [supported, integer('maxResults', given)], given),
    complex('changePassword', [supported], given),
    complex('sort', [supported], given),
    list(
      'authenticationSchemes',
      [
        string('name', given),
        string('description', given),
        reference('specUri', ['external'], { caseExact: false }),
        reference('documentationUri', ['external'], { caseExact: false }),
      ],
      given,
    ),
  ],
};

export const resourceType: Schema = {
  id: RESOURCE_TYPE,
  name: 'ResourceType',
  attributes: [
    exact('id', readOnly),
    exact('name', given),
    exact('description', readOnly),
    reference('endpoint', ['uri'], given),
    reference('schema', ['uri'], given),
    complex('schemaExtensions', [reference('schema', ['uri'], given), boolean('required', given)], readOnly),
  ],
};

export const schema: Schema = {
  id: SCHEMA,
  name: 'Schema',
  attributes: [
    exact('id', given),
    exact('name', given),
    exact('description', readOnly),
    list(
      'attributes',
      [
        exact('name', given),
        string('type', {
          ...oneOf('string', 'complex', 'boolean', 'decimal', 'integer', 'dateTime', 'reference'),
          required: true,
        }),
        boolean('multiValued', given),
        exact('description', readOnly),
        boolean('required', readOnly),
        exact('canonicalValues', readOnly),
        boolean('caseExact', readOnly),
        exact('mutability', oneOf('readOnly', 'readWrite', 'immutable', 'writeOnly')),
        exact('returned', oneOf('always', 'never', 'default', 'request')),
        exact('uniqueness', oneOf('none', 'server', 'global')),
        exact('referenceTypes', { ...readOnly, multiValued: true }),
        list('subAttributes', [], readOnly),
      ],
      given,
    ),
  ],
};
