/** What large bodies are made of. Each is within the documented limits of bytes. */

/** Bytes: just below the default of `server.bodyLimit`. */
export const SIZE = 10_300_000;

export const fill = (piece: string, size = SIZE) => piece.repeat(Math.floor(size / Buffer.byteLength(piece)));
export const list = (piece: string, size = SIZE) => `[${fill(`${piece},`, size)}${piece}]`;

/** Elements made one by one. */
export function elements(count: number, make: (index: number) => string): string {
  return `[${Array.from({ length: count }, (_, index) => make(index)).join(',')}]`;
}
