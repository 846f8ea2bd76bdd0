/** What a real UAA answered, as recorded.jsonl beside this has it (README.md). */
import { readFileSync } from 'node:fs';

export interface Step {
  readonly method: string;
  /** Escaped as sent, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly rawBody?: string;
  /** Names for values of the answer: `$.id` from the body, `@etag` a header. */
  readonly bind?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  /** Of `SHOWN_HEADERS` those that there are. */
  readonly headers: Readonly<Partial<Record<string, string>>>;
  /** JSON; `{ text }` where it is none; null where there is nothing. */
  readonly body: unknown;
}

export interface RecordedCase {
  readonly id: string;
  readonly about: string;
  readonly setup?: readonly (Step & { readonly status?: number })[];
  readonly request: Step;
  readonly bind?: Step['bind'];
  readonly response: Answer;
  /** Paths of values that differ from run to run: compared by kind only. */
  readonly volatile?: readonly string[];
  /** Paths of lists, or of texts with words, whose order means nothing. */
  readonly unordered?: readonly string[];
  /** The claims of the access token are compared too. */
  readonly claims?: boolean;
  /** How the identity provider behind the UAA misbehaves meanwhile. */
  readonly idp?: string;
}

export const SHOWN_HEADERS = ['content-type', 'www-authenticate', 'etag', 'location', 'retry-after'];

export function recordedCases(): RecordedCase[] {
  return readFileSync(new URL('./recorded.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedCase);
}
