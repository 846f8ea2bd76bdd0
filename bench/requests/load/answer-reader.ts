/** Reads answers of HTTP/1.1 off a connection that carries one at a time, and keeps nothing of them but the status. */
const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';

/** What the next bytes are: the head, a body of known length, the size of a chunk, a chunk, or what stands behind the last. */
type Part = 'head' | 'body' | 'size' | 'chunk' | 'trailer';

export class AnswerReader {
  /** Of the answer that was read last, or is being read. */
  status = 0;
  #part: Part = 'head';
  /** What has come of a head or a line. */
  #text = '';
  /** Bytes of the body or chunk that have not come yet. */
  #left = 0;

  /** @returns whether the answer is complete; @throws where something stands behind it, or it has no length */
  read(bytes: Buffer): boolean {
    let at = 0;
    while (at < bytes.length) {
      at = this.#isCounted() ? this.#skip(bytes, at) : this.#readText(bytes, at);
      if (this.#part !== 'head' || this.#text !== '') continue;
      if (at < bytes.length) throw new Error('bytes behind an answer that nobody asked for');
      return true;
    }
    return false;
  }

  #isCounted(): boolean {
    return this.#part === 'body' || this.#part === 'chunk';
  }

  #skip(bytes: Buffer, at: number): number {
    const skipped = Math.min(this.#left, bytes.length - at);
    this.#left -= skipped;
    if (this.#left === 0) this.#part = this.#part === 'body' ? 'head' : 'size';
    return at + skipped;
  }

  #readText(bytes: Buffer, at: number): number {
    const mark = this.#part === 'head' ? HEAD_END : LINE_END;
    const found = bytes.indexOf(mark, at);
    const until = found === -1 ? bytes.length : found + mark.length;
    this.#text += bytes.toString('latin1', at, until);
    // The mark may have come in two pieces: then what was taken for it stands further on.
    const end = this.#text.indexOf(mark);
    if (end === -1) return until;
    const behind = this.#text.length - end - mark.length;
    const text = this.#text.slice(0, end);
    this.#text = '';
    this.#understand(text);
    return until - behind;
  }

  #understand(text: string): void {
    switch (this.#part) {
      case 'head':
        this.#readHead(text);
        return;
      case 'size': {
        const size = Number.parseInt(text, 16);
        this.#part = size === 0 ? 'trailer' : 'chunk';
        this.#left = size + LINE_END.length;
        return;
      }
      default:
        // Trailers are lines like others; an empty one is the end.
        if (text === '') this.#part = 'head';
    }
  }

  #readHead(head: string): void {
    this.status = Number(head.slice(9, 12));
    if (this.status === 204) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined) {
      this.#left = Number(length);
      this.#part = this.#left === 0 ? 'head' : 'body';
    } else if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      this.#part = 'size';
    } else {
      throw new Error('an answer without a length');
    }
  }
}
