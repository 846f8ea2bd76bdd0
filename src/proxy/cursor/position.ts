/** Where a cursor leads, and the bytes that say so. */

/** Bytes of a backend's own cursor at most, so that the proxy's fits into a URL with all else that is there. */
export const LONGEST_NATIVE = 2048;
/** `startIndex` goes no further, as elsewhere. */
export const LAST_INDEX = 2 ** 31 - 1;

export type Position = IndexPosition | NativePosition;

export interface IndexPosition {
  readonly kind: 'index';
  /** 1-based. */
  readonly startIndex: number;
  /** How many entities the page before this one has; 0 for the first page. */
  readonly before: number;
  /** The most that this page may have, where it must not reach into the one behind it; 0: as many as are asked for. */
  readonly most: number;
}

export interface NativePosition {
  readonly kind: 'native';
  /** The backend's own cursor. */
  readonly cursor: string;
  /** Pages before this one, or the entities on them where there are more of those. */
  readonly steps: number;
}

const INDEX = 0;
const NATIVE = 1;
const INDEX_SIZE = 7;
const NATIVE_HEAD = 5;

/** @param position whose native cursor has at most {@link LONGEST_NATIVE} bytes */
export function writePosition(position: Position): Buffer {
  if (position.kind === 'index') {
    const bytes = Buffer.alloc(INDEX_SIZE);
    bytes.writeUInt8(INDEX);
    bytes.writeUInt32BE(position.startIndex, 1);
    bytes.writeUInt8(position.before, 5);
    bytes.writeUInt8(position.most, 6);
    return bytes;
  }
  const head = Buffer.alloc(NATIVE_HEAD);
  head.writeUInt8(NATIVE);
  head.writeUInt32BE(Math.min(position.steps, LAST_INDEX), 1);
  return Buffer.concat([head, Buffer.from(position.cursor)]);
}

/** @param bytes as {@link writePosition} has made them: whoever calls has checked their signature */
export function readPosition(bytes: Buffer): Position {
  if (bytes.readUInt8() === INDEX) {
    return {
      kind: 'index',
      startIndex: bytes.readUInt32BE(1),
      before: bytes.readUInt8(5),
      most: bytes.readUInt8(6),
    };
  }
  return { kind: 'native', steps: bytes.readUInt32BE(1), cursor: bytes.toString('utf8', NATIVE_HEAD) };
}
