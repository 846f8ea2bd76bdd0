/** The audit log among the lines of the ordinary log on standard output, for platforms that collect that. */
import type { AuditOutput, Tail } from './output.ts';

export interface Stream {
  write(text: string, done: (error?: Error | null) => void): unknown;
}

/** What tells a line from those of the ordinary log: its first member. */
export const MARK = { log: 'audit' } as const;

export class StdoutOutput implements AuditOutput {
  readonly name = 'standard output';
  readonly #stream: Stream;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  async open(): Promise<Tail> {
    return { line: undefined, torn: undefined };
  }

  async look(): Promise<undefined> {}

  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  async close(): Promise<void> {}
}
