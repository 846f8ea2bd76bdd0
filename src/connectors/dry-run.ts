/** What a connector is told where a request is only tried: reads go to the backend, and whatever would change something does not. */

/** A request to the backend, as it goes out or would go out. */
export interface DryRunRequest {
  readonly method: string;
  /** Whole, percent-encoded. */
  readonly url: string;
  /** Names in lower case; credentials in clear. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Takes the credentials of the system out of a text. */
  readonly mask: (text: string) => string;
}

export interface DryRunAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** Told of every request that one client's request leads to, in the order of sending. */
export interface DryRun {
  /**
   * @param send sends it
   * @returns what the connector takes for the backend's answer
   */
  read(request: DryRunRequest, send: () => Promise<DryRunAnswer>): Promise<DryRunAnswer>;
  /** Of a request that would change something, and is not sent. @returns what the connector takes for the answer */
  write(request: DryRunRequest): DryRunAnswer;
}

/** One call of a dry run on its way to the connection. */
export interface Rehearsal {
  readonly dryRun: DryRun;
  /** It would change something, so it is not sent. */
  readonly isWrite: boolean;
  /** As in {@link DryRunRequest}. */
  readonly mask: (text: string) => string;
}
