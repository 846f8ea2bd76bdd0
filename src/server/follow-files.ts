/** Renews what `server.tls` names while the process runs, without a reload. */
import type { RuntimeHolder } from './runtime.ts';
import type { Service } from './service.ts';

/** Milliseconds between two looks at the files. */
const INTERVAL = 10_000;

export function followFiles(
  runtime: Pick<RuntimeHolder, 'current'>,
  service: Pick<Service, 'renewTls'>,
): void {
  const look = async () => {
    if (await runtime.current.tls?.look()) service.renewTls();
  };
  setInterval(() => void look(), INTERVAL).unref();
}
