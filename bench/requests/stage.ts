/** Everything that takes part: backends and load on one core, whoever is measured on another. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendOrder, BackendReport } from './backend/backend.ts';
import type { LoadResult } from './load/load.ts';
import type { LoadOrder } from './load/process.ts';
import type { Cores } from './process/cores.ts';
import { type Launched, launch, type Program } from './process/launch.ts';
import { Servant } from './process/orders.ts';
import { type Configuration, writeConfiguration } from './targets/programs.ts';
import { type Served, serve } from './targets/serve.ts';

export interface Backend {
  readonly process: Launched;
  ask(order: BackendOrder): Promise<BackendReport>;
}

export class Stage {
  readonly backend: Backend;
  /** Of the proxy, in front of the backend. */
  readonly configuration: Configuration;
  readonly url: string;
  readonly #cores: Cores;
  readonly #folder: string;
  readonly #load: Servant<LoadOrder, LoadResult>;
  readonly #running: Launched[];
  #logs = 0;

  private constructor(
    cores: Cores,
    folder: string,
    running: Launched[],
    parts: {
      readonly backend: Backend;
      readonly report: BackendReport;
      readonly load: Servant<LoadOrder, LoadResult>;
    },
  ) {
    this.#cores = cores;
    this.#folder = folder;
    this.#running = running;
    this.#load = parts.load;
    this.backend = parts.backend;
    this.url = parts.report.url;
    this.configuration = writeConfiguration(folder, parts.report);
  }

  static async start(cores: Cores): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-bench-'));
    const log = join(folder, 'others.log');
    const backend = await startBackend(cores.others, log);
    const load = await launch({
      args: [moduleFile('./load/process.ts')],
      core: cores.others,
      log,
      ipc: true,
    });
    const report = await backend.ask({ order: 'report' });
    const parts = { backend, report, load: new Servant<LoadOrder, LoadResult>(load.child) };
    return new Stage(cores, folder, [backend.process, load], parts);
  }

  /** Where the program is measured, with a log file of its own. */
  async serve(program: Program): Promise<Served & { readonly log: string }> {
    const log = this.#newLog();
    const served = await serve(program, { core: this.#cores.measured, log });
    this.#running.push(served);
    return { ...served, log };
  }

  /** A copy of the backend where it is measured. */
  async copyOfBackend(): Promise<Backend> {
    const copy = await startBackend(this.#cores.measured, this.#newLog());
    this.#running.push(copy.process);
    return copy;
  }

  async load(order: LoadOrder): Promise<LoadResult> {
    return await this.#load.ask(order);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map((each) => each.stop()));
    rmSync(this.#folder, { recursive: true });
  }

  #newLog(): string {
    this.#logs += 1;
    return join(this.#folder, `${this.#logs}.log`);
  }
}

async function startBackend(core: number | undefined, log: string): Promise<Backend> {
  const process = await launch({ args: [moduleFile('./backend/backend.ts')], core, log, ipc: true });
  const servant = new Servant<BackendOrder, BackendReport>(process.child);
  return { process, ask: (order) => servant.ask(order) };
}

function moduleFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
