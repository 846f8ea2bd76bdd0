/**
 * Cloud Controller's rate limiter: a window per user, each with its own phase, and per address for whoever has no
 * token. What remains is told in tenths of the limit only.
 */
import { createHash } from 'node:crypto';
import type { StandInAnswer } from '../../kit/message.ts';
import type { Settings } from '../settings.ts';
import { ccErrorAnswer } from './answer.ts';
import type { Caller } from './caller.ts';
import { ipRateLimitExceeded, rateLimitExceeded } from './errors.ts';

interface Window {
  /** Milliseconds since the epoch. */
  readonly ends: number;
  requests: number;
}

/** Stock configuration: 2000 requests with a token, 100 without. */
const SHARE_WITHOUT_TOKEN = 20;
const NOBODY = '';

export interface RateLimitResult {
  /** The answer to a request beyond the limit. */
  readonly refusal: StandInAnswer | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const NOT_COUNTED: RateLimitResult = { refusal: undefined, headers: {} };

export class RateLimiter {
  readonly #settings: Settings;
  readonly #windows = new Map<string, Window>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Counts a request, also one beyond the limit. Administrators have no limit. */
  count(caller: Caller | undefined, now: number): RateLimitResult {
    const { rateLimit } = this.#settings;
    if (rateLimit === undefined || caller?.isAdmin) return NOT_COUNTED;
    const limit = caller === undefined ? Math.ceil(rateLimit / SHARE_WITHOUT_TOKEN) : rateLimit;
    const window = this.#window(caller?.guid ?? NOBODY, now);
    window.requests += 1;
    const left = Math.max(0, limit - window.requests);
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.floor((left / limit) * 10) * Math.floor(limit / 10)),
      'x-ratelimit-reset': String(Math.floor(window.ends / 1000)),
    };
    if (window.requests <= limit) return { refusal: undefined, headers };
    const error = caller === undefined ? ipRateLimitExceeded() : rateLimitExceeded();
    return {
      headers,
      refusal: tooMany(ccErrorAnswer(error, headers), Math.ceil((window.ends - now) / 1000)),
    };
  }

  #window(key: string, now: number): Window {
    const current = this.#windows.get(key);
    if (current !== undefined && current.ends > now) return current;
    const length = this.#settings.rateLimitMinutes * 60_000;
    // In whole seconds: so is the reset that the headers tell.
    const phase = (createHash('sha256').update(key).digest().readUInt32BE() % (length / 1000)) * 1000;
    const ends = Math.floor((now - phase) / length) * length + length + phase;
    const window = { ends, requests: 0 };
    this.#windows.set(key, window);
    return window;
  }
}

/** JSON that is declared as plain text. */
export function tooMany(answer: StandInAnswer, retryAfter: number): StandInAnswer {
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'content-type': 'text/plain; charset=utf-8',
      'retry-after': String(retryAfter),
    },
  };
}
