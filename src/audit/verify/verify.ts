/** Looks whether the lines of an audit log are those that the proxy wrote: none changed, missing, added or moved. */
import { type KeyObject, verify as verifySignature } from 'node:crypto';
import { type ChainedLine, hashOf, keyIdOf, readChained, SIGNATURE } from '../chain.ts';
import { type Line, linesOf } from './lines.ts';

/** What is wrong, or what somebody who reads the result should know. */
export interface Finding {
  readonly file: string;
  /** 1-based; absent: it is about the file. */
  readonly line: number | undefined;
  readonly message: string;
}

export interface Verification {
  /** Somebody has changed the log, or it is none. */
  readonly problems: readonly Finding[];
  /** What cannot be told from these files. */
  readonly notes: readonly Finding[];
  /** Of the chain. */
  readonly lines: number;
  readonly signatures: number;
  /** Lines behind the last signature. */
  readonly unsigned: number;
  readonly first: End | undefined;
  readonly last: End | undefined;
}

/** To be compared with what was noted elsewhere. */
export interface End {
  readonly seq: number;
  readonly hash: string;
  readonly time: string;
}

/** Problems that are told; one who finds more has lost the log. */
const MOST_PROBLEMS = 100;
/** Those that only a process that has just opened its output writes. */
const OPENING: ReadonlySet<string | undefined> = new Set(['start', 'opened']);

/**
 * @param files in the order in which they were written
 * @param keys public ones, Ed25519, that lines may be signed with; none: signatures are not looked at
 * @throws Error of the operating system for a file that cannot be read
 */
export async function verifyFiles(
  files: readonly string[],
  keys: readonly KeyObject[],
): Promise<Verification> {
  const check = new Check(new Map(keys.map((key) => [keyIdOf(key), key])));
  for (const file of files) {
    check.open(file);
    for await (const line of linesOf(file)) check.line(line);
  }
  return check.end();
}

type Place = Pick<Finding, 'file' | 'line'>;

interface Unreadable extends Place {
  readonly hash: string;
}

class Check {
  /** By their ids. */
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #problems: Finding[] = [];
  readonly #notes: Finding[] = [];
  #file = '';
  /** Where the last line stands. */
  #place: Place = { file: '', line: undefined };
  #first: ChainedLine | undefined;
  #last: ChainedLine | undefined;
  /** It may have been cut off while it was written: the next line says so. */
  #unreadable: Unreadable | undefined;
  #lines = 0;
  #signatures = 0;
  #unsigned = 0;

  constructor(keys: ReadonlyMap<string, KeyObject>) {
    this.#keys = keys;
  }

  open(file: string): void {
    this.#file = file;
  }

  line({ bytes, number, isOpen }: Line): void {
    const place = { file: this.#file, line: number };
    const found = readChained(bytes);
    if (found === undefined) {
      // Among the lines of others, only those that are marked are ours.
      if (this.#first?.marked === true || (this.#first === undefined && isOfOrdinaryLog(bytes))) return;
      this.#refuseUnreadable();
      this.#unreadable = { ...place, hash: hashOf(bytes) };
      return;
    }
    this.#explainUnreadable(found, place);
    if (isOpen) this.#note(place, 'it lacks its line break: the process ended while it was written');
    this.#lines += 1;
    this.#checkLink(found, place);
    this.#checkSignature(found, bytes, place);
    this.#first ??= found;
    this.#last = found;
    this.#place = place;
  }

  end(): Verification {
    const last = this.#last;
    if (this.#unreadable !== undefined) {
      this.#problem(this.#unreadable, `${NO_LINE}, or the process ended while it was written`);
    }
    if (last === undefined) {
      if (this.#problems.length === 0)
        this.#problem({ file: this.#file, line: undefined }, 'there is no line of a chain');
    } else if (last.event !== 'stop') {
      this.#note(
        this.#place,
        'the last line is none with which a process ends: it still runs, or it was killed, or lines behind this one were taken away',
      );
    }
    if (last !== undefined && this.#keys.size > 0 && this.#unsigned > 0) {
      this.#note(
        this.#place,
        `${this.#unsigned} ${this.#unsigned === 1 ? 'line' : 'lines'} behind the last signature: whoever may write the file could have made them anew`,
      );
    }
    if (last !== undefined && this.#keys.size === 0) {
      this.#note(
        this.#place,
        'signatures were not looked at: whoever may write the files could have made all of them anew',
      );
    }
    return {
      problems: this.#problems,
      notes: this.#notes,
      lines: this.#lines,
      signatures: this.#signatures,
      unsigned: this.#unsigned,
      first: endOf(this.#first),
      last: endOf(last),
    };
  }

  #checkLink(line: ChainedLine, place: Place): void {
    const last = this.#last;
    if (last === undefined) {
      this.#checkFirst(line, place);
      return;
    }
    const isNext = line.seq === last.seq + 1;
    if (!isNext) {
      const between = line.seq - last.seq - 1;
      this.#problem(
        place,
        between > 0
          ? `${between} ${between === 1 ? 'line is' : 'lines are'} missing before it (numbers ${last.seq + 1} to ${line.seq - 1})`
          : `it has the number ${line.seq} and stands behind number ${last.seq}: it was moved, repeated or put in`,
      );
    } else if (line.previous !== last.hash) {
      this.#problem(this.#place, 'it, or the link to it in the next line, was changed after it was written');
    }
    if (!isNext) return;
    if (line.event === 'start') {
      if (last.event !== 'stop')
        this.#note(place, 'the process before it ended without a last line: it was killed');
    } else if (last.event === 'stop') {
      this.#problem(
        place,
        'it stands behind the last line of a process, and is no first line of another one',
      );
    } else if (line.chain !== last.chain) {
      this.#problem(place, 'it names another chain than the line before');
    }
  }

  #checkFirst({ seq, previous, event }: ChainedLine, place: Place): void {
    if (seq === 1 && previous === null && event === 'start') return;
    if (OPENING.has(event) && previous !== null && seq > 1) {
      this.#note(
        place,
        `it goes on from an earlier file, which ends with number ${seq - 1} and the hash ${previous}`,
      );
    } else {
      this.#problem(place, 'it is no line with which a file begins: lines before it are missing');
    }
  }

  #checkSignature(line: ChainedLine, bytes: Buffer, place: Place): void {
    if (this.#keys.size === 0) return;
    const text = bytes.toString();
    const at = text.lastIndexOf(SIGNATURE);
    if (at === -1 && line.event === undefined) {
      this.#unsigned += 1;
      return;
    }
    const signed = text.slice(0, at);
    const [, keyId = ''] = /,"key":"([0-9a-f]+)"$/.exec(signed) ?? [];
    if (at === -1 || keyId === '') {
      this.#problem(place, `it is not signed, as every line of the event "${line.event}" is`);
      return;
    }
    const key = this.#keys.get(keyId);
    const base64 = text.slice(at + SIGNATURE.length, -2);
    const signature = Buffer.from(base64, 'base64');
    const isWritten = signature.toString('base64') === base64;
    if (key === undefined) {
      this.#problem(place, `it is signed with another key (${keyId})`);
    } else if (isWritten && verifySignature(null, Buffer.from(signed), key, signature)) {
      this.#signatures += 1;
      this.#unsigned = 0;
    } else {
      this.#problem(place, 'it was changed after it was signed, or signed by others');
    }
  }

  /** A line that nobody can read is explained by the one behind it, or was not written by the proxy. */
  #explainUnreadable(next: ChainedLine, place: Place): void {
    const unreadable = this.#unreadable;
    if (unreadable === undefined) {
      if (next.torn !== undefined)
        this.#problem(place, 'a line that was cut off stood before it, and is missing');
      return;
    }
    if (OPENING.has(next.event) && next.torn === unreadable.hash) {
      this.#note(
        unreadable,
        'it was cut off while it was written; nothing of it was acknowledged to a client',
      );
      this.#unreadable = undefined;
    } else this.#refuseUnreadable();
  }

  #refuseUnreadable(): void {
    if (this.#unreadable === undefined) return;
    this.#problem(this.#unreadable, NO_LINE);
    this.#unreadable = undefined;
  }

  #problem({ file, line }: Place, message: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ file, line, message });
  }

  #note({ file, line }: Place, message: string): void {
    if (this.#notes.length < MOST_PROBLEMS) this.#notes.push({ file, line, message });
  }
}

const NO_LINE = 'it is no line of a chain';

/** In front of the first audit line on standard output. */
function isOfOrdinaryLog(line: Buffer): boolean {
  return line.toString().startsWith('{"level":');
}

function endOf(line: ChainedLine | undefined): End | undefined {
  return line === undefined ? undefined : { seq: line.seq, hash: line.hash, time: line.time };
}
