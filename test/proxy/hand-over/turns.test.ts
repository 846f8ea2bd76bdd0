/** Between reading and writing nobody else changes the entity through this process. */
import { describe, expect, it } from 'vitest';
import type { ReadAndReplace } from '../../../src/connectors/connector.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import {
  ADA,
  BACKEND_ID,
  type BackendSetup,
  CLIENT_ID,
  EVERYTHING,
  operationsOf,
  RENAME,
  recordingBackend,
  refusalOf,
  SAID,
  systemOf,
} from '../support/hand-over.ts';

/** A backend that takes its time, so that whoever may begin has begun. */
function slowSystem(setup: BackendSetup) {
  const backend = recordingBackend([ADA], setup);
  const idle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const { get, replace, patch } = backend;
  backend.get = async (...call) => {
    const found = await get.apply(backend, call);
    await idle();
    return found;
  };
  backend.replace = async (...call) => {
    await idle();
    return await replace.apply(backend, call);
  };
  backend.patch = async (...call) => {
    const done = await patch.apply(backend, call);
    await idle();
    return done;
  };
  return { backend, ...systemOf({ backend }) };
}

const native = { capabilities: { patch: 'native' } } as const;
const dependent = { Operations: [{ op: 'add', path: 'emails[type eq "work"].value', value: 'x' }] };

describe('changes of one entity', () => {
  it.each(['replace', 'patch'] as const)('that read it take turns: %s', async (operation) => {
    const { backend, resource, context } = slowSystem({ carryOver: EVERYTHING });
    const body = operation === 'replace' ? SAID : RENAME;
    await Promise.all([1, 2, 3].map(() => resource[operation](CLIENT_ID, body, {}, {}, context)));
    expect(operationsOf(backend)).toEqual(['get', 'replace', 'get', 'replace', 'get', 'replace']);
  });

  it('that a backend makes by itself go side by side', async () => {
    const { backend, resource, context } = slowSystem(native);
    await Promise.all([1, 2].map(() => resource.patch(CLIENT_ID, RENAME, {}, {}, context)));
    expect(operationsOf(backend)).toEqual(['patch', 'patch', 'get', 'get']);
  });

  it('that a backend makes by itself wait where they depend on what is there', async () => {
    const { backend, resource, context } = slowSystem(native);
    await Promise.all([1, 2].map(() => resource.patch(CLIENT_ID, dependent, {}, {}, context)));
    expect(operationsOf(backend)).toEqual(['get', 'patch', 'get', 'get', 'patch', 'get']);
  });

  it.each<[string, string[], BackendSetup, JsonObject | undefined]>([
    ['PUT', ['get', 'replace', 'get', 'replace'], { carryOver: EVERYTHING }, undefined],
    ['emulated PATCH', ['get', 'replace', 'get', 'replace'], {}, RENAME],
    ['native PATCH', ['get', 'patch', 'get', 'get', 'patch', 'get'], native, dependent],
  ])('take turns by whatever ids clients know it: %s', async (_, expected, setup, patch) => {
    const { backend, resource, context } = slowSystem(setup);
    await Promise.all(
      [CLIENT_ID, `${CLIENT_ID}======`].map((id) =>
        patch === undefined
          ? resource.replace(id, SAID, {}, {}, context)
          : resource.patch(id, patch, {}, {}, context),
      ),
    );
    expect(operationsOf(backend)).toEqual(expected);
    expect(new Set(backend.calls.map(([, id]) => id))).toEqual(new Set([BACKEND_ID]));
  });

  it('of different entities do not wait for each other', async () => {
    const { backend, resource, context } = slowSystem({ carryOver: EVERYTHING });
    backend.entities.set('u/2', { ...ADA, id: 'u/2' });
    await Promise.all([CLIENT_ID, 'OUXTE'].map((id) => resource.replace(id, SAID, {}, {}, context)));
    expect(operationsOf(backend)).toEqual(['get', 'get', 'replace', 'replace']);
  });

  it('that fail let the next one begin', async () => {
    const { backend, resource, context } = slowSystem({ carryOver: EVERYTHING });
    backend.failures.set('get', [new Error('broken')]);
    const [first, second] = await Promise.allSettled(
      [1, 2].map(() => resource.replace(CLIENT_ID, SAID, {}, {}, context)),
    );
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('give up when their time is over', async () => {
    const { resource, context } = slowSystem({ carryOver: EVERYTHING });
    const first = resource.replace(CLIENT_ID, SAID, {}, {}, context);
    const late = { ...context, signal: AbortSignal.abort() };
    expect(await refusalOf(resource.replace(CLIENT_ID, SAID, {}, {}, late))).toContain(
      '504 undefined Other changes of the same entity took too long.',
    );
    expect((await first).status).toBe(200);
  });

  it('are kept apart by the connector, where it can', async () => {
    const { backend } = slowSystem({ carryOver: EVERYTHING });
    const steps: string[] = [];
    backend.exclusively = async <T>(
      id: string,
      _: unknown,
      work: (connection: ReadAndReplace) => Promise<T>,
    ) => {
      steps.push(`in ${id}`);
      return await work(backend);
    };
    const { resource, context } = systemOf({ backend });
    await Promise.all([1, 2].map(() => resource.replace(CLIENT_ID, SAID, {}, {}, context)));
    expect(steps).toEqual([`in ${BACKEND_ID}`, `in ${BACKEND_ID}`]);
    expect(operationsOf(backend)).toEqual(['get', 'get', 'replace', 'replace']);
  });
});
