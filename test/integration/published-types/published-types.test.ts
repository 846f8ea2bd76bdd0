/**
 * SAP's types that speak SCIM, each by its name and with the transformations that SAP publishes for it, against a server that
 * keeps to the standard: what works, and why something does not. Without the reference material, these tests are skipped.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimStandIn, startScim } from '../../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Client, scimClient } from '../support/client.ts';
import { type RunningProxy, runningProxy } from '../support/proxy.ts';
import {
  type Endpoint,
  type Findings,
  OPERATIONS,
  type Operation,
  type Seed,
  seed,
  tryOperations,
} from './operations.ts';
import { arePublished, type Published, published, textOf } from './published.ts';

const ENDPOINTS = ['Users', 'Groups'] as const;

interface Refusal {
  /** The rest works. */
  readonly operations: readonly Operation[];
  /** What the answer to each of them says, or what is there instead of an answer. */
  readonly says: RegExp;
  readonly reason: string;
}

const NO_CREATE: Refusal = {
  operations: ['create', 'delete'],
  says: /creates no groups \(skipOperations|it is there afterwards/,
  reason:
    'the write transformation has skipOperations for create and delete, of which a delete is answered with 204',
};
const NOT_SHOWN: Refusal = {
  operations: ['create'],
  says: /it is not in the list/,
  reason:
    'it is created, but the read transformation cannot do without a value that the write transformation does not carry: the backend sets it',
};
const OWN_IDS =
  'ids are names (userName, displayName), as the backend has them in its URLs, and not what a standard server calls id';
const OWN_FORM = 'entities of the backend have a form of their own, without what SCIM asks for';

/** By transformation and endpoint. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  'local-identity-directory Users': NOT_SHOWN,
  'sap-btp-account-members-neo Groups': {
    operations: ['create'],
    says: /A Group has to have the attribute displayName/,
    reason:
      'the write transformation carries nothing of a group but its PATCH: groups are roles that are there',
  },
  'sap-btp-java-html5-apps-neo Users': { operations: OPERATIONS, says: /./, reason: OWN_FORM },
  'sap-btp-java-html5-apps-neo Groups': { operations: OPERATIONS, says: /./, reason: OWN_FORM },
  'sap-analytics-cloud.v1 Users': {
    operations: ['create', 'patch'],
    says: /it is not in the list|this mandatory value is missing in the entity/,
    reason: NOT_SHOWN.reason,
  },
  'sap-build-work-zone-standard-edition Users': {
    operations: ['create'],
    says: /A User has to have the attribute userName/,
    reason: OWN_FORM,
  },
  'sap-build-work-zone-standard-edition Groups': {
    operations: OPERATIONS,
    says: /it shows nothing|A Group has to have the attribute displayName|There is no Group none/,
    reason: OWN_FORM,
  },
  'sap-cpq Users': NOT_SHOWN,
  'sap-fieldglass Groups': NO_CREATE,
  'sap-sales-cloud-and-sap-service-cloud.v3 Groups': NO_CREATE,
  'sap-successfactors.v2 Groups': NO_CREATE,
  'sap-successfactors-incentive-management Users': {
    operations: ['get', 'update', 'patch', 'delete'],
    says: /There is no User /,
    reason: OWN_IDS,
  },
  'sap-successfactors-incentive-management Groups': {
    operations: ['get', 'create', 'update', 'patch'],
    says: /There is no Group |creates no groups \(skipOperations/,
    reason: OWN_IDS,
  },
};
/** The read transformation has no such entity type. */
const NO_SUCH_ENDPOINT: Refusal = {
  operations: OPERATIONS,
  says: /This system has no such endpoint|it shows nothing/,
  reason: 'there are no groups in the published transformations',
};
const READ_ONLY = 'there is no write transformation: SAP writes nothing there';

describe.skipIf(!arePublished)(
  'types of SAP with their published transformations (skipped without ../shared)',
  // The table is about all that came before.
  { shuffle: false },
  () => {
    const types = published();
    const rows: string[] = [];
    let standIn: ScimStandIn;
    let backend: Client;
    let proxy: RunningProxy;
    let seeded: Seed;

    beforeAll(async () => {
      standIn = await startScim({ users: 0, groups: 0, departments: 0 });
      const { user, password } = standIn.credentials;
      backend = scimClient(standIn.base, `${user}:${password}`);
      seeded = await seed(backend);
      const files: Record<string, string> = {};
      for (const { read, write } of types) {
        for (const file of [read, ...(write === undefined ? [] : [write])]) files[file] = textOf(file);
      }
      const properties = { URL: standIn.base, User: user, Password: password };
      const systems = types.map(({ name, title: type, read, write }) => {
        return {
          id: idOf(name),
          type,
          properties,
          transformations: { read, ...(write === undefined ? {} : { write }) },
        };
      });
      proxy = await runningProxy({ systems, files });
    });
    afterAll(async () => {
      await proxy.stop();
      await standIn.close();
    });

    it.each(types.map((type) => [type.name, type] as const))('%s', async (name, type) => {
      const client = proxy.client(idOf(name));
      const canWrite = type.write !== undefined;
      for (const endpoint of ENDPOINTS) {
        const findings = await tryOperations({ name, client, canWrite }, backend, endpoint, seeded);
        const refusal =
          REFUSALS[`${name} ${endpoint}`] ?? (hasEndpoint(type, endpoint) ? undefined : NO_SUCH_ENDPOINT);
        rows.push(rowOf(type, endpoint, findings, refusal));
        expect(Object.keys(findings).sort(), JSON.stringify(findings)).toEqual(
          [...(refusal?.operations ?? [])].filter((each) => canWrite || READS.has(each)).sort(),
        );
        for (const finding of Object.values(findings)) expect(finding).toMatch(refusal?.says ?? '');
      }
    });

    it('are a table', async () => {
      const head = ['transformation', 'endpoint', ...OPERATIONS, 'because'];
      const lines = [head, head.map(() => '---')].map((cells) => `| ${cells.join(' | ')} |`);
      await expect([...lines, ...rows, ''].join('\n')).toMatchFileSnapshot('published-types.md');
    });
  },
);

const READS: ReadonlySet<Operation> = new Set(['list', 'get']);

function rowOf(
  { name, write }: Published,
  endpoint: Endpoint,
  findings: Findings,
  refusal: Refusal | undefined,
): string {
  const cells = OPERATIONS.map((each) => {
    if (write === undefined && !READS.has(each)) return '';
    return findings[each] === undefined ? 'yes' : 'no';
  });
  const reason = refusal?.reason ?? (write === undefined ? READ_ONLY : '');
  return `| ${[name, endpoint, ...cells, reason].join(' | ')} |`;
}

function hasEndpoint({ read }: Published, endpoint: Endpoint): boolean {
  const { user, group } = JSON.parse(textOf(read)) as JsonObject;
  return (endpoint === 'Users' ? user : group) !== undefined;
}

const idOf = (name: string) => name.replaceAll('.', '-');
