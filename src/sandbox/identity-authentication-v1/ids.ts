/** Ids and cursors, all counted from 0. */

/** `P000001`, `P000002`, … */
export function userIdOf(index: number): string {
  return `P${String(index + 1).padStart(6, '0')}`;
}

/** 24 hexadecimal digits. */
export function groupIdOf(index: number): string {
  return `57aadecee4b0c8e9${(0x241d1635 + index).toString(16).padStart(8, '0')}`;
}

const CURSOR = /^5f079f17cbf5([\da-f]{12})$/;

/** What goes out as `nextId`: no id of anything, so that clients have to hand it back as it is. */
export function cursorOf(userId: string): string {
  return `5f079f17cbf5${Number(userId.slice(1)).toString(16).padStart(12, '0')}`;
}

/** The id that a cursor means, or `undefined` where it is none. */
export function readCursor(cursor: string): string | undefined {
  const [, digits] = CURSOR.exec(cursor) ?? [];
  return digits === undefined ? undefined : userIdOf(Number.parseInt(digits, 16) - 1);
}
