/** The shape of what systems of a configuration build on: connectors of third parties, and destinations. */
import { z } from 'zod';
import { propertiesSchema, SERVICE_ERROR } from './property-schema.ts';

const CONNECTOR_ERROR =
  'the name of a package or the path of a file, e.g. "@acme/ipsproxy-connector" or "./csv-connector.js"';

export const connectorsSchema = z
  .array(z.string({ error: CONNECTOR_ERROR }).min(1, { error: CONNECTOR_ERROR }), {
    error: 'a list of packages and files',
  })
  .default([])
  .describe(
    'Connectors of third parties: packages, or files beginning with a dot, relative to the configuration file. Their code runs in the proxy.',
  );

const FILE_ERROR_OF_DESTINATION = 'the path of a file with properties, e.g. "destinations/tenant.json"';
const DESTINATION_ERROR =
  'an object with one of the keys "properties", "file" and "service", e.g. {"file": "destinations/tenant.json"}';

const destinationSchema = z
  .strictObject(
    {
      properties: propertiesSchema.optional().describe('They stand here; credentials only by reference.'),
      file: z
        .string({ error: FILE_ERROR_OF_DESTINATION })
        .min(1, { error: FILE_ERROR_OF_DESTINATION })
        .optional()
        .describe(
          'They stand in this file of their own, JSON or YAML with nothing else in it; relative to the configuration file.',
        ),
      service: z
        .string({ error: SERVICE_ERROR })
        .min(1, { error: SERVICE_ERROR })
        .optional()
        .describe('They are the credentials of this service, which is bound to the app in Cloud Foundry.'),
    },
    { error: DESTINATION_ERROR },
  )
  .refine((entry) => Object.values(entry).filter((value) => value !== undefined).length === 1, {
    error: DESTINATION_ERROR,
  })
  .describe('Properties that several systems share.');
export type DestinationEntry = z.output<typeof destinationSchema>;

export const destinationsSchema = z
  .record(z.string(), destinationSchema, {
    error: 'an object with names of destinations and their properties',
  })
  .default({})
  .describe('Named sets of properties that several systems share.');
