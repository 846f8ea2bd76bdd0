/** Reads a page of which some members are carried, and writes one. */
import type { JsonObject, JsonValue } from '../json.ts';
import { CarriedEntity } from './entity.ts';
import type { CarryPlan } from './plan.ts';
import { scanPage } from './scan.ts';
import { TextBuffer } from './text-buffer.ts';

export interface CarryingPage {
  /** Without what is carried. */
  readonly json: JsonValue;
  /** For each of `Resources`; `undefined` where the entity itself has everything. */
  readonly carried: readonly (CarriedEntity | undefined)[];
}

/**
 * @param bytes UTF-8
 * @param parse for what is left
 * @returns `undefined` for a text that has to be read as it is, whatever is the matter with it
 * @throws what `parse` throws
 */
export function readCarrying(
  bytes: Buffer,
  plan: CarryPlan,
  parse: (text: string) => JsonValue,
): CarryingPage | undefined {
  const page = scanPage(bytes, plan);
  if (page === undefined) return undefined;
  return {
    json: parse(page.rest.toString('utf8')),
    carried: page.places.map((places) =>
      places === undefined ? undefined : new CarriedEntity(bytes, plan, places),
    ),
  };
}

/** Of an answer for each entity, for a start. */
const USUAL_SIZE = 1500;
const END = ']}';
const COMMA = 0x2c;

/** A list of resources, written one by one. */
export class PageText {
  readonly #out: TextBuffer;
  #isEmpty = true;

  /**
   * @param list whose last member is `Resources`, without any
   * @param entities how many there may be
   */
  constructor(list: JsonObject, entities: number) {
    this.#out = new TextBuffer(USUAL_SIZE * (entities + 1));
    this.#out.text(JSON.stringify(list).slice(0, -END.length));
  }

  add(resource: JsonObject, carried: CarriedEntity | undefined): void {
    const out = this.#out;
    if (!this.#isEmpty) out.byte(COMMA);
    this.#isEmpty = false;
    out.text(JSON.stringify(resource));
    carried?.addTo(out);
  }

  finish(): Buffer {
    this.#out.text(END);
    return this.#out.bytes;
  }
}
