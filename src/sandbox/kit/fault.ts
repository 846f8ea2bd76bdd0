/**
 * Faults on demand: what goes wrong with the next requests. Each queued fault takes as many matching requests as
 * its `count` says; a request takes the first queued fault that matches it.
 */
import { z } from 'zod';

const LONGEST_DELAY = 3_600_000;

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const faultSchema = z
  .strictObject({
    /** How many requests it takes. */
    count: z.int().min(1),
    /** How many matching requests pass before. Absent: none. */
    after: z.int().min(0).optional(),
    /** Only this method, in any case. Absent: every method. */
    method: z.string().min(1).optional(),
    /** Only requests whose path and query, as sent, contain this text. Absent: every path. */
    path: z.string().min(1).optional(),
    /** Answer with this status, without processing the request. */
    status: z.int().min(200).max(599).optional(),
    /** Headers of an answer given by `status`, beside or instead of the backend's own. */
    headers: z.record(z.string().regex(HEADER_NAME), z.string().regex(HEADER_VALUE)).optional(),
    /** Body of an answer given by `status`: text as it is, everything else as JSON. */
    body: z.json().optional(),
    /** Answer as the stand-in does in a situation it knows by name, without processing the request. */
    profile: z.string().min(1).optional(),
    /** Interim answers that are sent before anything else, asked for or not (RFC 9110 §15.2). */
    interim: z
      .array(z.literal([100, 102, 103]))
      .min(1)
      .max(20)
      .optional(),
    /** Wait so many milliseconds of the stand-in's clock before the request is processed. */
    delayMs: z.int().min(0).max(LONGEST_DELAY).optional(),
    /** Reset the connection without an answer: `before` the request is processed, or `after`. */
    reset: z.enum(['before', 'after']).optional(),
    /** Announce the whole body, send half of it, close. An answer without a body is sent as it is. */
    truncate: z.boolean().optional(),
    /** Seconds; the `Retry-After` of an answer given by `status` or `profile`. */
    retryAfter: z.int().min(0).optional(),
  })
  .refine(
    (fault) =>
      givesAnswer(fault) ||
      fault.interim !== undefined ||
      fault.delayMs !== undefined ||
      fault.reset ||
      fault.truncate,
    { error: 'nothing would go wrong: give status, profile, interim, delayMs, reset or truncate' },
  )
  .refine((fault) => !fault.reset || !(givesAnswer(fault) || fault.truncate), {
    error: 'reset leaves no answer, so it cannot go with status, profile or truncate',
    path: ['reset'],
  })
  .refine((fault) => fault.retryAfter === undefined || givesAnswer(fault), {
    error: 'needs status or profile',
    path: ['retryAfter'],
  })
  .refine(
    (fault) => fault.status !== undefined || (fault.headers === undefined && fault.body === undefined),
    {
      error: 'headers and body need status',
      path: ['status'],
    },
  )
  .refine((fault) => fault.status === undefined || fault.profile === undefined, {
    error: 'a profile has a status of its own',
    path: ['profile'],
  });

function givesAnswer(fault: { status?: number | undefined; profile?: string | undefined }): boolean {
  return fault.status !== undefined || fault.profile !== undefined;
}

export type Fault = z.output<typeof faultSchema>;

/**
 * @param profiles the names that `profile` may have
 * @throws {z.ZodError} whose message lists what is wrong
 */
export function parseFault(input: unknown, profiles: readonly string[] = []): Fault {
  return faultSchema
    .refine(({ profile }) => profile === undefined || profiles.includes(profile), {
      error: profiles.length > 0 ? `one of ${profiles.join(', ')}` : 'this stand-in has no profiles',
      path: ['profile'],
    })
    .parse(input);
}

export interface FaultQueue {
  add(fault: Fault): void;
  clear(): void;
  /** How many requests the queued faults will still take. */
  pending(): number;
  /** The fault this request meets, if any; uses it up by one. `target` is path and query as sent. */
  take(method: string, target: string): Fault | undefined;
}

export function createFaultQueue(): FaultQueue {
  let queue: { readonly fault: Fault; left: number; skip: number }[] = [];
  return {
    add(fault) {
      queue.push({ fault, left: fault.count, skip: fault.after ?? 0 });
    },
    clear() {
      queue = [];
    },
    pending: () => queue.reduce((sum, entry) => sum + entry.left, 0),
    take(method, target) {
      const matching = queue.filter(({ fault }) => matches(fault, method, target));
      const entry = matching.find(({ skip }) => skip === 0);
      for (const other of matching) if (other.skip > 0) other.skip -= 1;
      if (entry === undefined) return undefined;
      entry.left -= 1;
      if (entry.left === 0) queue = queue.filter((other) => other !== entry);
      return entry.fault;
    },
  };
}

function matches(fault: Fault, method: string, target: string): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  return fault.path === undefined || target.includes(fault.path);
}
