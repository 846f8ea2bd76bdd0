/** The stand-in of a SCIM server, with a ledger of the writes that took effect there. */
import type { StandInAnswer, StandInRequest } from '../../src/sandbox/kit/message.ts';
import { startStandIn } from '../../src/sandbox/kit/stand-in.ts';
import { seedDirectory } from '../../src/sandbox/scim/seed.ts';
import { createService } from '../../src/sandbox/scim/service.ts';
import { Directory } from '../../src/sandbox/scim/store/directory.ts';
import { createSwitchboard } from '../../src/sandbox/scim/switches.ts';

const BASE_PATH = '/scim/v2';
export const CREDENTIALS = { user: 'scim-client', password: 'sandbox-secret', token: 'sandbox-token' };

export interface Backend {
  /** What a system has as `URL`. */
  readonly url: string;
  /** How often each write took effect, by its mark: see `markOf`. */
  readonly effects: ReadonlyMap<string, number>;
  /** Display names by id, as they are now. */
  users(): Map<string, string>;
  close(): Promise<void>;
}

/** @param users how many there are at the start */
export async function startBackend(users: number): Promise<Backend> {
  const effects = new Map<string, number>();
  let directory: Directory | undefined;
  const standIn = await startStandIn(({ url, clock }) => {
    directory = new Directory(clock, 1);
    seedDirectory(directory, { users, groups: 0, departments: 0 });
    const switches = createSwitchboard({});
    const server = { directory, switches, clock, base: url + BASE_PATH, basePath: BASE_PATH };
    const service = createService(server, CREDENTIALS);
    return {
      ...service,
      async handle(request) {
        const answer = await service.handle(request);
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
    close: () => standIn.close(),
  };
}

/** Of a write that took effect: the display name that nobody else writes, or the id that is gone. */
function markOf({ method, path, body }: StandInRequest, { status }: StandInAnswer): string | undefined {
  if (method === 'GET' || status >= 300) return undefined;
  if (method === 'DELETE') return path.slice(path.lastIndexOf('/') + 1);
  return /mark-\d+/.exec(body.toString())?.[0];
}
