/** What is wrong with a configuration; sends nothing anywhere. */
import { pino } from 'pino';
import { loadConfiguration } from '../../config/load.ts';
import { formatProblem } from '../../config/problem.ts';
import { AuthenticationGuards } from '../../server/authentication/guards.ts';
import { buildRuntime } from '../../server/build-runtime.ts';
import { RuntimeHolder } from '../../server/runtime.ts';
import { EXIT } from '../exit-codes.ts';
import { loadOptions } from '../load-options.ts';

/**
 * @returns the exit code
 * @throws ConfigurationError
 */
export async function validate(file: string): Promise<number> {
  const configuration = await loadConfiguration(file, loadOptions);
  const lines = configuration.problems.map(formatProblem);

  // Some mistakes show only when a system is put together.
  const guards = new AuthenticationGuards();
  const runtime = buildRuntime(configuration, { guards, logger: pino({ level: 'silent' }) });
  let broken = configuration.problems.some(({ severity }) => severity === 'error');
  for (const system of configuration.systems) {
    const slot = runtime.systems.get(system.id);
    if (system.status === 'loaded' && slot?.status === 'broken') {
      broken = true;
      const message = `system "${system.id}": ${slot.reason}`;
      lines.push(formatProblem({ severity: 'error', message, file, ...system.position }));
    }
  }
  const serving = [...runtime.systems.values()].filter(({ status }) => status === 'serving').length;
  await new RuntimeHolder(runtime).close();

  lines.push(`${serving} of ${configuration.systemEntries} systems can be served.`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return broken ? EXIT.failure : EXIT.ok;
}
