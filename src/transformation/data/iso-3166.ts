/**
 * The package `iso-3166`: 400 kB of tables, so it is loaded with the first mapping that converts countries or regions. With
 * `require`, since transformations are compiled synchronously.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export function iso3166(): typeof import('iso-3166') {
  return require('iso-3166');
}
