/** Audit logs for tests: in memory, with failures, and in files. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { AuditLog, type AuditLogOptions } from '../../src/audit/audit-log.ts';
import { FileOutput } from '../../src/audit/file-output.ts';
import type { AuditOutput, Tail } from '../../src/audit/output.ts';
import type { AuditRecord } from '../../src/audit/record.ts';
import type { JsonObject } from '../../src/scim/json.ts';

/** Keeps what is written, fails as long as it is told to, and waits where it is told to. */
export class MemoryOutput implements AuditOutput {
  readonly name = 'memory';
  text = '';
  writes = 0;
  failure: Error | undefined;
  /** What the next writes wait for. */
  held: Promise<void> | undefined;

  async open(): Promise<Tail> {
    if (this.failure !== undefined) throw this.failure;
    return { line: undefined, torn: undefined };
  }

  async look(): Promise<undefined> {}

  async write(text: string): Promise<void> {
    await this.held;
    if (this.failure !== undefined) throw this.failure;
    this.writes += 1;
    this.text += text;
  }

  async close(): Promise<void> {}

  get lines(): JsonObject[] {
    return parsed(this.text);
  }
}

export function parsed(text: string): JsonObject[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JsonObject);
}

export interface Told {
  readonly failures: string[];
  readonly recoveries: { kept: number; lost: number }[];
  readonly changes: string[];
  readonly losses: string[];
  foreign: number;
}

export interface Opened {
  readonly log: AuditLog;
  readonly told: Told;
}

const nobodyTold = (): Told => ({ failures: [], recoveries: [], changes: [], losses: [], foreign: 0 });

export async function openLog(
  output: AuditOutput,
  more: Partial<AuditLogOptions> = {},
  told: Told = nobodyTold(),
): Promise<Opened> {
  const log = await AuditLog.start({
    output,
    version: '0',
    now: Date.now,
    onFailure: (reason) => told.failures.push(reason),
    onRecovery: (kept, lost) => told.recoveries.push({ kept, lost }),
    onChange: (change) => told.changes.push(change),
    onLoss: (line) => told.losses.push(line),
    ...more,
  });
  return { log, told };
}

/** A chain in a file, unless told otherwise. */
export async function openFile(
  path: string,
  more: Partial<AuditLogOptions> = { chain: {} },
): Promise<Opened> {
  const told = nobodyTold();
  const output = new FileOutput({
    path,
    onForeignLines: () => {
      told.foreign += 1;
    },
  });
  return openLog(output, more, told);
}

export function record(id: string, more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    requestId: id,
    user: 'client',
    triedUser: undefined,
    triedCertificate: undefined,
    way: 'basic',
    address: '192.0.2.1',
    route: '/ipsproxy/api/v1/scim/:systemId/:endpoint/:id',
    system: 'one',
    endpoint: 'Users',
    operation: 'delete',
    mode: undefined,
    entityId: id,
    outcome: 'done',
    status: 204,
    code: undefined,
    later: undefined,
    upstreamCalls: 1,
    milliseconds: 1,
    attributes: undefined,
    moreAttributes: undefined,
    ...more,
  };
}

export function newKeys(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync('ed25519');
}
