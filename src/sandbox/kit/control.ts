/**
 * The control endpoints below `/__sandbox/`, without authentication: what was requested, what shall go wrong,
 * what time it is. Requests to them are neither recorded nor hit by faults.
 */
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { type FaultQueue, parseFault } from './fault.ts';
import { jsonAnswer, type StandInAnswer } from './message.ts';
import type { Recorder } from './recorder.ts';

const PREFIX = '/__sandbox/';
const LONGEST_STEP = 10 * 365 * 24 * 3600;

const clockSchema = z.strictObject({
  /** Seconds, also in parts; the clock never goes back. */
  advanceSeconds: z.number().min(0).max(LONGEST_STEP),
});

export interface Control {
  readonly recorder: Recorder;
  readonly faults: FaultQueue;
  readonly clock: Clock;
  /** Names of the situations the stand-in can act out. */
  readonly profiles: readonly string[];
  /** Absent: the stand-in has none, and no endpoint for them. */
  readonly switches?: Switchboard | undefined;
}

/** How a stand-in behaves, where that can be changed while it runs; the values are those of JSON. */
export interface Switchboard {
  readonly current: object;
  /** Sets those that are named. @throws {z.ZodError} for unknown ones and wrong values; then none is set */
  change(changes: unknown): void;
  /** As at the start. */
  reset(): void;
}

type Action = (control: Control, body: Buffer) => StandInAnswer;

const ACTIONS: Readonly<Record<string, Readonly<Record<string, Action>>>> = {
  requests: {
    GET: ({ recorder }) => jsonAnswer(200, recorder.report()),
    DELETE: ({ recorder }) => {
      recorder.reset();
      return { status: 204 };
    },
  },
  faults: {
    POST: ({ faults, profiles }, body) => {
      faults.add(parseFault(readJson(body), profiles));
      return jsonAnswer(200, { pending: faults.pending() });
    },
    DELETE: ({ faults }) => {
      faults.clear();
      return { status: 204 };
    },
  },
  clock: {
    POST: ({ clock }, body) => {
      clock.advance(clockSchema.parse(readJson(body)).advanceSeconds);
      return jsonAnswer(200, { now: new Date(clock.now()).toISOString() });
    },
  },
};

const SWITCHES: Readonly<Record<string, (switches: Switchboard, body: Buffer) => void>> = {
  GET: () => {},
  POST: (switches, body) => switches.change(readJson(body)),
  DELETE: (switches) => switches.reset(),
};

/** Every method answers with what holds then. */
function switchActions(switches: Switchboard): Readonly<Record<string, Action>> {
  return Object.fromEntries(
    Object.entries(SWITCHES).map(([method, act]) => [
      method,
      (_: Control, body: Buffer) => {
        act(switches, body);
        return jsonAnswer(200, switches.current);
      },
    ]),
  );
}

export function isControlPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

export function answerControl(control: Control, method: string, path: string, body: Buffer): StandInAnswer {
  const name = path.slice(PREFIX.length);
  const { switches } = control;
  const endpoints = switches === undefined ? ACTIONS : { ...ACTIONS, switches: switchActions(switches) };
  const actions = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined;
  if (actions === undefined) {
    return jsonAnswer(404, {
      error: `Unknown control endpoint; there are ${Object.keys(endpoints).join(', ')}.`,
    });
  }
  const action = Object.hasOwn(actions, method) ? actions[method] : undefined;
  if (action === undefined) {
    const allow = Object.keys(actions).join(', ');
    return jsonAnswer(405, { error: `Only ${allow} here.` }, { allow });
  }
  try {
    return action(control, body);
  } catch (error) {
    if (error instanceof z.ZodError) return jsonAnswer(400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return jsonAnswer(400, { error: `Not JSON: ${error.message}` });
    throw error;
  }
}

function readJson(body: Buffer): unknown {
  return JSON.parse(body.toString('utf8'));
}
