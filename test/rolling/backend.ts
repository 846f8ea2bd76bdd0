/** The stand-in of a SCIM server, with a ledger of the writes that took effect there. */
import type { StandInAnswer, StandInRequest } from '../../src/sandbox/kit/message.ts';
import { startStandIn } from '../../src/sandbox/kit/stand-in.ts';
import { seedDirectory } from '../../src/sandbox/scim/seed.ts';
import { createService } from '../../src/sandbox/scim/service.ts';
import { Directory } from '../../src/sandbox/scim/store/directory.ts';
import { createSwitchboard } from '../../src/sandbox/scim/switches.ts';

/** Users at the start, whom nobody changes. */
export const SEEDED = 50;

const BASE_PATH = '/scim/v2';
export const USER = 'scim-client';
export const PASSWORD = 'sandbox-secret';

export interface Backend {
  /** What a system has as `URL`. */
  readonly url: string;
  /** How often each write took effect, by its mark: see `markOf`. */
  readonly effects: ReadonlyMap<string, number>;
  /** Display names by id, as they are now. */
  users(): Map<string, string>;
  /** Passwords that are right from now on. */
  accept(...passwords: readonly string[]): void;
  /** How many requests had the password. */
  used(password: string): number;
  close(): Promise<void>;
}

export async function startBackend(): Promise<Backend> {
  const effects = new Map<string, number>();
  let directory: Directory | undefined;
  let accepted: readonly string[] = [PASSWORD];
  const uses = new Map<string, number>();
  const standIn = await startStandIn(({ url, clock }) => {
    directory = new Directory(clock, 1);
    seedDirectory(directory, { users: SEEDED, groups: 0, departments: 0 });
    const switches = createSwitchboard({});
    const server = { directory, switches, clock, base: url + BASE_PATH, basePath: BASE_PATH };
    const withPassword = (password: string) => createService(server, { user: USER, password, token: 'none' });
    const service = withPassword(PASSWORD);
    return {
      ...service,
      async handle(request) {
        const password = passwordOf(request);
        uses.set(password, (uses.get(password) ?? 0) + 1);
        const expected = accepted.find((each) => each === password) ?? accepted[0] ?? '';
        const answer = await withPassword(expected).handle(request);
        const mark = markOf(request, answer);
        if (mark !== undefined) effects.set(mark, (effects.get(mark) ?? 0) + 1);
        return answer;
      },
    };
  });
  return {
    url: standIn.url + BASE_PATH,
    effects,
    users: () =>
      new Map(
        (directory?.all('User') ?? []).map(({ uuid, document }) => [uuid, String(document['displayName'])]),
      ),
    accept: (...passwords) => {
      accepted = passwords;
    },
    used: (password) => uses.get(password) ?? 0,
    close: () => standIn.close(),
  };
}

function passwordOf({ headers: { authorization = '' } }: StandInRequest): string {
  const pair = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
}

/** Of a write that took effect: the display name that nobody else writes, or the id that is gone. */
function markOf({ method, path, body }: StandInRequest, { status }: StandInAnswer): string | undefined {
  if (method === 'GET' || status >= 300) return undefined;
  if (method === 'DELETE') return path.slice(path.lastIndexOf('/') + 1);
  return /mark-\d+/.exec(body.toString())?.[0];
}
