/** What reached the stand-in, for tests that ask what a client really sent. */
import type { IncomingHttpHeaders } from 'node:http';

const KEPT = 100;

export interface RecordedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  /** As received (names in lower case), `authorization` included. */
  readonly headers: IncomingHttpHeaders;
  /** Parsed where it is JSON, else text; `null` without a body. */
  readonly body: unknown;
  /** What the request came to; `null` while it is under way, or where it was never processed nor answered. */
  readonly status: number | null;
}

/** One request being recorded; the server fills it in as it learns more. */
export interface Recording {
  body: Buffer;
  status: number | null;
}

export interface Recorder {
  record(method: string, path: string, headers: IncomingHttpHeaders): Recording;
  /** All requests since the start or the last reset, and the last hundred of them, oldest first. */
  report(): { count: number; requests: RecordedRequest[] };
  reset(): void;
}

interface Entry extends Recording {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export function createRecorder(): Recorder {
  let entries: Entry[] = [];
  let count = 0;
  return {
    record(method, path, headers) {
      const entry: Entry = { method, path, headers, body: Buffer.alloc(0), status: null };
      count += 1;
      entries.push(entry);
      if (entries.length > KEPT) entries.shift();
      return entry;
    },
    report: () => ({
      count,
      requests: entries.map(({ method, path, headers, body, status }) => ({
        method,
        path,
        headers,
        // Bodies are kept as bytes and read only when somebody asks: most are never looked at.
        body: readBody(body),
        status,
      })),
    }),
    reset() {
      entries = [];
      count = 0;
    },
  };
}

function readBody(body: Buffer): unknown {
  if (body.length === 0) return null;
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
