/**
 * How long the password is held back after a logon that failed, and what an administrator has to look at: an identity provider
 * locks the user after a few wrong passwords, and one that is away or throttles has not looked at it.
 */
import type { Backend } from '../../http/backend.ts';
import { type Judge, PROBE_INTERVAL, type Refusal, type SeenAnswer } from '../../http/refusal.ts';
import { retryAfterSeconds } from '../../http/retry-after.ts';
import { redirectTarget } from '../../http/undocumented-status.ts';
import { readUpstreamMessage } from '../../http/upstream-message.ts';
import { databaseFailure } from '../../uaa-api/database-error.ts';
import { routerError } from '../../uaa-api/router-error.ts';
import { readAnswer, readBody, shownWords } from '../../uaa-api/uaa-answer.ts';
import { type LogonKind, readLogonRefusal } from './logon-kind.ts';
import { readToken } from './token-answer.ts';

type Holds = Refusal['holds'];
type Kind = LogonKind | 'elsewhere' | 'server';

interface Meaning {
  readonly status: Refusal['status'];
  readonly holds: Holds;
  readonly advice: (backend: Backend) => string;
}

/** Milliseconds. Nobody looked at the password, and it may be over soon. */
const BRIEF: Holds = [5_000, 15_000, 30_000, 60_000];
/** Somebody has to change something, and the password is not at stake. */
const MINUTE: Holds = [60_000];
const LONG: Holds = [PROBE_INTERVAL];
/** The longer it lasts, the more it is like a wrong password: three attempts in the first quarter of an hour. */
const GROWING: Holds = [60_000, 240_000, PROBE_INTERVAL];
/** Milliseconds that the words of an answer can make it wait: those of a limit may be the time that it counts in. */
const LONGEST_SAID: Readonly<Partial<Record<LogonKind, number>>> = {
  locked: 24 * 60 * 60 * 1000,
  throttled: PROBE_INTERVAL,
};

/** Of the 5xx those that no UAA gives, however it is. */
const OF_NO_UAA: ReadonlySet<number> = new Set([501, 505, 508, 511]);

/** Characters of an identity provider's answer that are shown. */
const LONGEST = 200;
const WHOSE = 'the identity provider of the property btp.cf.pm.origin';

const MEANINGS: Readonly<Record<Kind, Meaning>> = {
  'wrong-credentials': {
    status: 502,
    holds: LONG,
    advice: ({ lockout }) =>
      `The logon of the provisioning user was refused: check the properties User, Password and btp.cf.pm.origin, and whether the password has expired or has to be changed. ${lockout}`,
  },
  locked: {
    status: 502,
    holds: LONG,
    advice: () =>
      `The provisioning user (property User) is locked: unlock it at ${WHOSE} or wait, and check the property Password, as wrong ones lock it.`,
  },
  'not-verified': {
    status: 502,
    holds: MINUTE,
    advice: () =>
      'The provisioning user (property User) has not verified its e-mail address: have it done at its identity provider.',
  },
  incomplete: {
    status: 502,
    holds: MINUTE,
    advice: () => 'The UAA got no user or no password: check the properties User and Password.',
  },
  origin: {
    status: 502,
    holds: MINUTE,
    advice: () =>
      'Check the property btp.cf.pm.origin, and whether this identity provider is active and lets platform users log on.',
  },
  trust: {
    status: 502,
    holds: MINUTE,
    advice: () =>
      `The UAA cannot log users on at ${WHOSE}: check the trust between them (client, password grant, id_token).`,
  },
  throttled: {
    status: 503,
    holds: BRIEF,
    advice: () => `The limit of ${WHOSE} is reached, which did not look at the password: repeat later.`,
  },
  unavailable: {
    status: 503,
    holds: BRIEF,
    advice: () =>
      `The identity provider (property btp.cf.pm.origin) or the UAA's database may be down, which says nothing about the password: repeat later. If it stays so, look at ${WHOSE}.`,
  },
  server: {
    status: 503,
    holds: BRIEF,
    advice: () =>
      `The UAA, its database or the identity provider (property btp.cf.pm.origin) may be down, which says nothing about the password: repeat later.`,
  },
  client: {
    status: 502,
    holds: MINUTE,
    advice: ({ addressAdvice }) =>
      `The UAA does not let the client cf log users on, or is no UAA of SAP BTP: ${addressAdvice}.`,
  },
  unclear: {
    status: 502,
    holds: GROWING,
    advice: ({ lockout }) =>
      `The logon of the provisioning user was refused without a reason that is known: look at ${WHOSE}, and check the properties User, Password and btp.cf.pm.origin. ${lockout}`,
  },
  elsewhere: {
    status: 502,
    holds: GROWING,
    advice: ({ addressAdvice }) =>
      `This is not how the UAA answers a logon; another server may have answered in its place: ${addressAdvice}.`,
  },
};

/** What an answer of the token endpoint to a logon means; `undefined` for one that says nothing about it. */
export function logonRefusal(backend: Backend, answer: SeenAnswer): Refusal | undefined {
  const { status, headers, body } = answer;
  // The UAA's own limiter looks at nothing, and is waited for by whoever counts requests.
  if (status === 429) return undefined;
  const router = routerError(headers);
  if (router !== undefined || (status >= 500 && !OF_NO_UAA.has(status))) {
    const refusal = refusalOf(status >= 500 ? 'server' : 'elsewhere', backend, status);
    const seconds = retryAfterSeconds(headers) ?? 0;
    const advice = [router, refusal.advice].filter(Boolean).join(' ');
    return { ...refusal, least: Math.min(seconds * 1000, PROBE_INTERVAL), advice };
  }
  const isRefusal = status === 400 || status === 401 || status === 403;
  // Of an answer that nobody read, the worst is assumed.
  if (body === undefined) return refusalOf(isRefusal ? 'wrong-credentials' : 'elsewhere', backend, status);
  const json = readBody(body);
  if (!isRefusal || typeof json?.['error'] !== 'string') {
    // Its database may fail with any status, which is no other server's doing.
    if (databaseFailure(readAnswer(body).words ?? '') !== undefined)
      return refusalOf('server', backend, status);
    const target = status < 400 ? redirectTarget(backend, headers['location']) : undefined;
    const text =
      target === undefined ? readUpstreamMessage(body, backend.mask).text : `a redirect to ${target}`;
    return refusalOf('elsewhere', backend, status, text);
  }
  const { kind, text } = readLogonRefusal(json);
  const shown = text === undefined ? undefined : shownWords(text, backend.mask);
  const longest = LONGEST_SAID[kind] ?? 0;
  return {
    ...refusalOf(kind, backend, status, shown),
    least: Math.min(durationIn(text ?? ''), longest),
  };
}

/** For logons. */
export function judgeLogon(backend: Backend): Judge {
  return (answer) => {
    if (answer === undefined) return refusalOf('server', backend, undefined);
    const { status, body } = answer;
    if (status < 200 || status > 299) return logonRefusal(backend, answer);
    // Where there is no token in it, the password would go out for every request.
    return body === undefined || isToken(body, backend)
      ? 'accepted'
      : refusalOf('elsewhere', backend, status);
  };
}

function isToken(body: Buffer, backend: Backend): boolean {
  try {
    readToken(readBody(body), backend, 0);
    return true;
  } catch {
    return false;
  }
}

function refusalOf(kind: Kind, backend: Backend, answered: number | undefined, text?: string): Refusal {
  const { status, holds, advice } = MEANINGS[kind];
  return { status, holds, answered, text: shortened(text), advice: advice(backend) };
}

/** Milliseconds, as in `locked for 60 minutes`; 0 where nothing is said. */
function durationIn(text: string): number {
  const [, count = '', unit = ''] =
    /\b(\d{1,5}) ?(second|sec|minute|min|hour)s?\b/.exec(text.toLowerCase()) ?? [];
  const seconds = unit.startsWith('s') ? 1 : unit.startsWith('m') ? 60 : 3_600;
  return Number(count) * seconds * 1000;
}

function shortened(text: string | undefined): string | undefined {
  if (text === undefined || text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST).toWellFormed()}…`;
}
