/** What was found, by kind; of each kind one case is saved, so that it can be tried again. */
import { join } from 'node:path';
import { type Case, saveCase } from './case.ts';

export interface Finding {
  readonly what: string;
  readonly detail: string;
  count: number;
  /** The first one. */
  example: Case | undefined;
  file: string | undefined;
}

export class Findings {
  readonly #found = new Map<string, Finding>();
  /** What the proxy's log says of a request, by the request's id. */
  readonly #logged = new Map<string, string>();

  add(what: string, detail: string, example?: Case): void {
    // Lanes differ in nothing else.
    const place = example === undefined ? digest(detail) : example.system.replace(/-\d+$/, '');
    const key = what === '500' ? `500 ${digest(detail)}` : `${what} ${place}`;
    const known = this.#found.get(key);
    if (known !== undefined) known.count += 1;
    else this.#found.set(key, { what, detail, count: 1, example, file: undefined });
  }

  /** An error in the log; it belongs to the answer to that request if there is one. */
  addLogged(requestId: string, message: string, stack: string): void {
    this.#logged.set(requestId, `${message}\n${stack}`);
  }

  /** What the log said of a request whose answer has been judged, and is no finding of its own any more. */
  takeLogged(requestId: string): string | undefined {
    const text = this.#logged.get(requestId);
    this.#logged.delete(requestId);
    return text;
  }

  /** What the log said of nothing that was answered becomes findings. */
  addRest(): void {
    for (const text of this.#logged.values()) this.add('the log has an error', text);
    this.#logged.clear();
  }

  get all(): readonly Finding[] {
    return [...this.#found.values()].sort((left, right) => right.count - left.count);
  }

  save(folder: string): void {
    for (const [index, finding] of this.all.entries()) {
      if (finding.example === undefined) continue;
      const slug = finding.what
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .slice(0, 60);
      finding.file = join(folder, `${index + 1}-${slug}.json`);
      saveCase(finding.file, finding.example);
    }
  }
}

/** Without what differs between two of a kind. */
function digest(detail: string): string {
  return detail
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '')
    .replaceAll(/\d+/g, '')
    .replaceAll(/"[^"]{0,200}"/g, '""')
    .slice(0, 200);
}
