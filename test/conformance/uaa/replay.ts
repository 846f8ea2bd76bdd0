/** Asks a UAA what the recorded one was asked. */
import { randomInt } from 'node:crypto';
import { Pool } from 'undici';
import { read } from './json-path.ts';
import { fill, fillAll, type Values, withPlaceholders } from './placeholders.ts';
import { type Answer, type RecordedCase, SHOWN_HEADERS, type Step } from './recorded-case.ts';

/** What the identity provider behind the UAA says to a wrong password; the UAA hands it on. */
const REFUSAL = '{"error":"invalid_grant","error_description":"User authentication failed"}';
const CLIENT_CF = 'Basic Y2Y6';

export interface Target {
  /** Without a slash at the end. */
  readonly url: string;
  readonly origin: string;
  readonly user: string;
  readonly password: string;
  /** Lets its time pass, so that what is made in turn has times in turn. */
  readonly tick: () => void;
}

export interface Replayed {
  /** Statuses of the steps before. */
  readonly setup: readonly number[];
  /** With placeholders for the values of this run. */
  readonly response: Answer;
}

export class Replay {
  readonly #target: Target;
  readonly #values: Values;
  readonly #pool: Pool;
  #token: string | undefined;

  constructor(target: Target) {
    this.#target = target;
    this.#pool = new Pool(target.url);
    const run = newRun();
    const { url, origin, user, password } = target;
    this.#values = {
      ...{ base: url, run, RUN: run.toUpperCase(), num: String(randomInt(100_000_000, 999_999_999)) },
      ...{ origin, ORIGIN: origin.toUpperCase(), user, password, refusal: REFUSAL },
    };
  }

  async play(recorded: RecordedCase): Promise<Replayed> {
    const bound: Record<string, string> = {};
    const setup: number[] = [];
    for (const step of recorded.setup ?? []) {
      setup.push((await this.#perform(step, bound)).status);
      this.#target.tick();
    }
    const { bind } = recorded;
    const answer = await this.#perform({ ...recorded.request, ...(bind && { bind }) }, bound);
    const body = recorded.claims === true ? withClaims(answer.body) : answer.body;
    const { password: _, ORIGIN: __, ...shown } = this.#values;
    return { setup, response: withPlaceholders({ ...answer, body }, { ...shown, ...bound }) as Answer };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #perform(step: Step, bound: Record<string, string>): Promise<Answer> {
    const values = { ...this.#values, ...bound };
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(step.headers ?? {})) {
      const text = name === 'authorization' ? await this.#authorization(value, values) : fill(value, values);
      if (text !== undefined) headers[name] = text;
    }
    const answer = await this.#pool.request({
      // As written: a URL would lose dots and slashes that the UAA looks at.
      path: fill(step.path, values),
      method: step.method as 'GET',
      headers,
      body: bodyOf(step, values),
    });
    const text = await answer.body.text();
    const body = readBody(text);
    for (const [name, path] of Object.entries(step.bind ?? {})) {
      const value = path.startsWith('@') ? answer.headers[path.slice(1)] : read({ $: body }, `.${path}`);
      if (value !== undefined) bound[name] = String(value);
    }
    const shown = SHOWN_HEADERS.filter((name) => answer.headers[name] !== undefined);
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(shown.map((name) => [name, String(answer.headers[name])])),
      body,
    };
  }

  async #authorization(wanted: string, values: Values): Promise<string | undefined> {
    switch (wanted) {
      case 'token:none':
        return undefined;
      case 'token:bad':
        return 'Bearer not-a-token';
      case 'basic:cf':
        return CLIENT_CF;
      case 'token:read+write':
        this.#token ??= await this.#accessToken();
        return `Bearer ${this.#token}`;
      default:
        return fill(wanted, values);
    }
  }

  async #accessToken(): Promise<string> {
    const { origin, user: username, password } = this.#target;
    const hint = JSON.stringify({ origin });
    const form = new URLSearchParams({ grant_type: 'password', username, password, login_hint: hint });
    const answer = await this.#pool.request({
      path: '/oauth/token',
      method: 'POST',
      headers: {
        authorization: CLIENT_CF,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: form.toString(),
    });
    const token = read(await answer.body.json(), '$.access_token');
    if (typeof token !== 'string') throw new Error(`no token: ${answer.statusCode}`);
    return token;
  }
}

/** A letter and seven letters or digits, so that names of two runs never collide. */
function newRun(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz';
  const pick = (from: string): string => from.charAt(randomInt(from.length));
  return pick(letters) + Array.from({ length: 7 }, () => pick(`${letters}23456789`)).join('');
}

function bodyOf({ method, body, rawBody }: Step, values: Values): string | null {
  if (rawBody !== undefined) return fill(rawBody, values);
  if (body !== undefined) return JSON.stringify(fillAll(body, values));
  return ['POST', 'PUT', 'PATCH'].includes(method) ? '' : null;
}

function readBody(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    // Pages are not compared word by word.
    return { text: /^\s*(?:<!--|<!doctype html|<html)/i.test(text) ? '(html page)' : text };
  }
}

function withClaims(body: unknown): unknown {
  const token = read(body, '$.access_token');
  if (typeof token !== 'string' || typeof body !== 'object') return body;
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return { ...body, '#claims': JSON.parse(payload) };
}
