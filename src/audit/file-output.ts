/**
 * The audit log as a file of its own. It may be renamed, removed or cut to nothing at any time, as programs that rotate logs
 * do: before each write is looked whether the name still leads to the open file.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { AuditOutput, Change, Tail } from './output.ts';

/** Of whoever runs the proxy, and nobody else. */
const MODE = 0o600;
/** Bytes at the end of a file in which the last line is looked for; no line is as long. */
const LONGEST_LINE = 256 * 1024;
const LINE_BREAK = 0x0a;

interface OpenFile {
  readonly handle: FileHandle;
  readonly device: number;
  readonly inode: number;
}

export interface FileOutputOptions {
  /** Absolute. */
  readonly path: string;
  /** Told when the file has become longer, and not by this process. */
  readonly onForeignLines: () => void;
}

export class FileOutput implements AuditOutput {
  readonly name: string;
  readonly #path: string;
  readonly #onForeignLines: () => void;
  #file: OpenFile | undefined;
  /** Bytes in it, as far as this process knows. */
  #size = 0;
  /** It does not end with a line break. */
  #isTorn = false;

  constructor({ path, onForeignLines }: FileOutputOptions) {
    this.name = `the file ${path}`;
    this.#path = path;
    this.#onForeignLines = onForeignLines;
  }

  async open(): Promise<Tail> {
    await this.close();
    const isThere = await isRegular(this.#path);
    // Never waits, not even where somebody puts a pipe there meanwhile.
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
    const handle = await open(this.#path, flags, MODE);
    try {
      const { dev, ino, size } = await handle.stat();
      const tail = isThere ? await readTail(handle, size) : { line: undefined, torn: undefined };
      this.#file = { handle, device: dev, inode: ino };
      this.#size = size;
      this.#isTorn = tail.torn !== undefined;
      return tail;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async look(): Promise<Change | undefined> {
    const file = this.#opened();
    const [named, { size }] = await Promise.all([stat(this.#path).catch(ignoreMissing), file.handle.stat()]);
    if (named?.dev !== file.device || named.ino !== file.inode) return 'rotated';
    if (size < this.#size) {
      this.#size = size;
      this.#isTorn = false;
      return 'truncated';
    }
    if (size > this.#size) {
      this.#size = size;
      this.#onForeignLines();
    }
    return undefined;
  }

  async write(text: string): Promise<void> {
    const { handle } = this.#opened();
    const bytes = Buffer.from(this.#isTorn ? `\n${text}` : text);
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, null);
        done += bytesWritten;
      }
      // A crash of the machine must not take back what a client was told.
      await handle.datasync();
    } catch (error) {
      // What was written in part was never acknowledged. Where it cannot be taken away, the next line says that it is there.
      await handle.truncate(this.#size).catch(() => undefined);
      throw error;
    }
    this.#size += bytes.length;
    this.#isTorn = false;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close();
  }

  #opened(): OpenFile {
    if (this.#file === undefined) throw new Error('it is not open');
    return this.#file;
  }
}

/** @returns false where nothing is there yet */
async function isRegular(path: string): Promise<boolean> {
  const found = await stat(path).catch(ignoreMissing);
  if (found === undefined) return false;
  if (!found.isFile()) throw new Error('it is no regular file; name one, which may not exist yet');
  return true;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function readTail(handle: FileHandle, size: number): Promise<Tail> {
  const length = Math.min(size, LONGEST_LINE);
  const bytes = Buffer.alloc(length);
  await handle.read(bytes, 0, length, size - length);
  const end = bytes.lastIndexOf(LINE_BREAK);
  const torn = end === length - 1 ? undefined : bytes.subarray(end + 1);
  if (end === -1) {
    if (size > length) throw new Error('its last line is longer than any of an audit log; name another file');
    return { line: undefined, torn: length === 0 ? undefined : torn };
  }
  const start = end === 0 ? -1 : bytes.lastIndexOf(LINE_BREAK, end - 1);
  return { line: bytes.subarray(start + 1, end), torn };
}
