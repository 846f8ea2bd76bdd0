/** Stand-ins and what stands in front of them, in a process of their own that ends with its parent. */
import { setTimeout } from 'node:timers/promises';
import { makeCertificate } from '../../support/certificates.ts';
import { Front } from '../faults/front.ts';
import { SYSTEMS, type SystemKey, type WayFaultKind } from '../faults/kinds.ts';
import type {
  BackendAnswer,
  BackendOrder,
  BackendsReady,
  NumberedBackendOrder,
  Scene,
  Snapshot,
} from './backend-messages.ts';
import { hostOf } from './hosts.ts';
import { Raw } from './raw.ts';
import { startStandIns } from './stand-ins.ts';

const SIZE = { users: 60, groups: 12 };
const DAY = 24 * 60 * 60 * 1_000;
/** Milliseconds for which no call may be on its way: bytes that were sent may still have to be read. */
const SILENCE = 30;

const authority = makeCertificate({ name: 'Chaos Authority', authority: true });
const signed = (more: object) => {
  const { certificate, key } = makeCertificate({
    name: 'backend',
    issuer: authority,
    hosts: [hostOf('scim')],
    ...more,
  });
  return { cert: certificate, key };
};
const CERTIFICATES = {
  good: signed({}),
  'expired certificate': signed({ from: new Date(Date.now() - 9 * DAY), to: new Date(Date.now() - DAY) }),
  'other certificate': signed({ hosts: ['elsewhere.test'] }),
} as const;

const standIns = await startStandIns(SIZE);
const fronts = {} as Record<SystemKey, Front>;
const raws = {} as Record<SystemKey, Raw>;
const systems = {} as Record<SystemKey, BackendsReady['systems'][SystemKey]>;
for (const standIn of standIns) {
  const { key, url, type, properties } = standIn;
  // One of them has TLS, so that certificates can be wrong.
  const certificate = key === 'scim' ? CERTIFICATES.good : undefined;
  fronts[key] = new Front({ system: key, target: url, host: hostOf(key), certificate });
  await fronts[key].start();
  raws[key] = new Raw(standIn);
  systems[key] = {
    type,
    properties: { ...properties, URL: (properties['URL'] ?? '').replace(url, fronts[key].url) },
  };
}

process.on('message', ({ id, ...order }: NumberedBackendOrder) => {
  follow(order).then(
    (result) => reply({ id, result, error: undefined }),
    (error) => reply({ id, result: undefined, error: String(error?.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ systems, authority: authority.certificate } satisfies BackendsReady);

function reply(answer: BackendAnswer): void {
  process.send?.(answer);
}

async function follow(order: BackendOrder): Promise<unknown> {
  switch (order.order) {
    case 'arm':
      return fronts[order.fault.system].arm(order.fault);
    case 'way':
      return await changeWay(fronts[order.system], order.kind, order.on);
    case 'settle':
      return await settle();
    case 'done': {
      const all = Object.values(fronts);
      return order.ids.filter((id) => all.some(({ done }) => done.has(id)));
    }
    case 'attempts':
      return Object.fromEntries(SYSTEMS.map((key) => [key, fronts[key].credentials.attempts]));
    case 'scene':
      return await ofEach((raw): Promise<Scene> => raw.scene(order.groups, order.members));
    case 'snapshot':
      return await ofEach((raw): Promise<Snapshot> => raw.snapshot());
    case 'wipe':
      for (const { done, credentials } of Object.values(fronts)) {
        done.clear();
        credentials.attempts.length = 0;
      }
      return await ofEach((raw) => raw.wipe());
    case 'injected': {
      const sum: Record<string, number> = {};
      for (const { injected } of Object.values(fronts))
        for (const [kind, count] of injected) sum[kind] = (sum[kind] ?? 0) + count;
      return sum;
    }
  }
}

async function changeWay(front: Front, kind: WayFaultKind, on: boolean): Promise<void> {
  if (on) front.note(kind);
  switch (kind) {
    case 'refused':
      return on ? front.refuse() : await front.open();
    case 'connections cut':
    case 'no address':
      // Who has lost the address still has connections.
      return on ? front.cut() : undefined;
    case 'expired certificate':
    case 'other certificate':
      return front.show(on ? CERTIFICATES[kind] : CERTIFICATES.good);
    case 'credentials refused':
      front.credentials.areRefused = on;
      return;
  }
}

async function settle(): Promise<void> {
  for (const front of Object.values(fronts)) {
    await front.open();
    front.show(CERTIFICATES.good);
    front.clear();
  }
  const busy = () => Object.values(fronts).some(({ pending }) => pending > 0);
  for (let silent = performance.now(); performance.now() - silent < SILENCE; await setTimeout(5))
    if (busy()) silent = performance.now();
}

async function ofEach<T>(work: (raw: Raw) => Promise<T>): Promise<Record<SystemKey, T>> {
  const done = await Promise.all(SYSTEMS.map(async (key) => [key, await work(raws[key])] as const));
  return Object.fromEntries(done) as Record<SystemKey, T>;
}
