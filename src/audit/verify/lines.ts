/** The lines of a file as bytes, one after the other, however long it is. */
import { createReadStream } from 'node:fs';

/** Bytes. None of an audit log is longer; what is, is given in pieces. */
const LONGEST = 1024 * 1024;
const LINE_BREAK = 0x0a;

export interface Line {
  /** Without the line break. */
  readonly bytes: Buffer;
  /** 1-based. */
  readonly number: number;
  /** It is the last one, and ends without a line break. */
  readonly isOpen: boolean;
}

/** @throws Error of the operating system */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(LINE_BREAK); end !== -1; end = bytes.indexOf(LINE_BREAK)) {
      number += 1;
      yield { bytes: bytes.subarray(0, end), number, isOpen: false };
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > LONGEST) {
      number += 1;
      yield { bytes, number, isOpen: false };
      bytes = Buffer.alloc(0);
    }
    rest = bytes;
  }
  if (rest.length > 0) yield { bytes: rest, number: number + 1, isOpen: true };
}
