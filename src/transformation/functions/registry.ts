/** All mapping functions by name. */
import type { FunctionDefinition } from './body.ts';
import { compositeId } from './composite-id.ts';
import { concatString } from './concat-string.ts';
import { convertCountryCode } from './convert-country-code.ts';
import { convertCountryRegion } from './convert-country-region.ts';
import { convertLocaleCode } from './convert-locale-code.ts';
import { convertTimezoneCode } from './convert-timezone-code.ts';
import { elementAt } from './element-at.ts';
import { decode, encode } from './encode.ts';
import { getMatchedRegexGroup } from './get-matched-regex-group.ts';
import { toLowerCaseString, toUpperCaseString } from './letter-case.ts';
import { manipulateDate } from './manipulate-date.ts';
import { copyMapEntry, renameMapEntry } from './map-entry.ts';
import { matchRegex } from './match-regex.ts';
import { putIfAbsent, putIfPresent } from './put-entry.ts';
import { randomPassword } from './random-password.ts';
import { replaceAllString, replaceFirstString, replaceLastString } from './replace-regex.ts';
import { replaceString } from './replace-string.ts';
import { resolveEntityIds } from './resolve-entity-ids.ts';
import { splitStringToArray } from './split-string-to-array.ts';
import { substring } from './substring.ts';
import { convertToString } from './to-string.ts';

const DEFINITIONS: readonly FunctionDefinition[] = [
  compositeId,
  concatString,
  convertCountryCode,
  convertCountryRegion,
  convertLocaleCode,
  convertTimezoneCode,
  copyMapEntry,
  decode,
  elementAt,
  encode,
  getMatchedRegexGroup,
  manipulateDate,
  matchRegex,
  putIfAbsent,
  putIfPresent,
  randomPassword,
  renameMapEntry,
  replaceAllString,
  replaceFirstString,
  replaceLastString,
  replaceString,
  resolveEntityIds,
  splitStringToArray,
  substring,
  toLowerCaseString,
  convertToString,
  toUpperCaseString,
];

export const FUNCTIONS: ReadonlyMap<string, FunctionDefinition> = new Map(
  DEFINITIONS.map((definition) => [definition.name, definition]),
);
