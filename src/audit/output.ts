/** Where lines of the audit log go. */

/** What has happened to the output since the last write, where it goes on in another way than before. */
export type Change = 'rotated' | 'truncated' | 'failure';

/** What stands at the end of the output. */
export interface Tail {
  /** The last whole line, without its line break; absent: there is none. */
  readonly line: Buffer | undefined;
  /** Behind it, a line that was cut off while it was written; absent: nothing. */
  readonly torn: Buffer | undefined;
}

export interface AuditOutput {
  /** For people: `the file /var/log/ipsproxy/audit.jsonl`. */
  readonly name: string;
  /** Opens it, or opens it anew. @throws Error whose message says why it cannot be written, and what to do */
  open(): Promise<Tail>;
  /** To be called before each write. @throws Error likewise */
  look(): Promise<Change | undefined>;
  /**
   * Writes all of it, so that it stays whatever happens to the process or the machine.
   *
   * @throws Error likewise; then none of it is there, or the output has a line that is cut off
   */
  write(text: string): Promise<void>;
  close(): Promise<void>;
}
