/** Actions that happen between two requests of a client: the world changes while it pages through it. */
import type { StandInRequest } from '../kit/message.ts';

export interface Interception {
  /** Only this method. Absent: every method. */
  readonly method?: string;
  /** Only requests whose path and query, as sent, contain this text. Absent: every request. */
  readonly path?: string;
  /** How many matching requests pass before. @default 0 */
  readonly after?: number;
}

export class Interceptions {
  readonly #waiting: { readonly wanted: Interception; readonly action: () => void; left: number }[] = [];

  /** `action` happens once, right before the next request that matches. */
  add(wanted: Interception, action: () => void): void {
    this.#waiting.push({ wanted, action, left: wanted.after ?? 0 });
  }

  run(request: StandInRequest): void {
    for (const entry of [...this.#waiting]) {
      if (!matches(entry.wanted, request)) continue;
      if (entry.left > 0) {
        entry.left -= 1;
        continue;
      }
      this.#waiting.splice(this.#waiting.indexOf(entry), 1);
      entry.action();
    }
  }
}

function matches({ method, path }: Interception, request: StandInRequest): boolean {
  if (method !== undefined && method !== request.method) return false;
  return path === undefined || `${request.path}?${request.query}`.includes(path);
}
