/** Content that no backend of these would give. */
import { pick, type Random } from '../../../src/sandbox/kit/random.ts';

/** Of whoever stands in between: it has what must not get to a client. */
export const PAGE = Buffer.from(
  '<!doctype html><html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>',
);

/** No bare arrays: there are servers whose lists are that, so that an empty one is a list without anybody. */
const OTHERS = [
  'null',
  'true',
  '"ok"',
  '{}',
  '{"status":"UP"}',
  '{"Resources":{"id":"x"},"totalResults":"many"}',
].map((text) => Buffer.from(text));

/** Valid JSON of another shape. */
export function otherJson(random: Random): Buffer {
  return pick(random, OTHERS);
}
