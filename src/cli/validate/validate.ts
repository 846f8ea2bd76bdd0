/** What is wrong with a configuration, and what will be served. */
import { loadConfiguration } from '../../config/load.ts';
import { ConfigurationError, type Problem } from '../../config/problem.ts';
import { RuntimeHolder } from '../../server/runtime.ts';
import { UsageError } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { loadOptions } from '../load-options.ts';
import { type CheckedSystem, type CheckedTokens, checkConfiguration } from './check.ts';
import { askBackends, type OnlineResult } from './online.ts';
import { askState, type StateResult } from './online-state.ts';
import { problemLines, recordLines, systemLines, tokenLines } from './report.ts';

export interface ValidateOptions {
  /** Secrets that are missing are no problem. */
  readonly withoutSecrets?: boolean;
  /** Ask the backends, and the server of `state`. */
  readonly online?: boolean;
  readonly json?: boolean;
}

/** What `--json` prints. A file that cannot be used at all is a `Failure` (`src/cli/failure.ts`) instead. */
export interface ValidateReport {
  /** Nothing has to be left out, and with `--online`, all who were asked answered. */
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  /** `online` has one result per endpoint, where it was asked for. */
  readonly systems: readonly (CheckedSystem & { readonly online?: readonly OnlineResult[] })[];
  /** What there is of access tokens; absent: none are issued or accepted. */
  readonly oauth?: CheckedTokens;
  /** What the server of `state.url` said, where it was asked. */
  readonly state?: StateResult;
  /** How many systems can be served. */
  readonly served: number;
  /** Among how many of the file, disabled ones and second ones of an id included. */
  readonly configured: number;
}

/**
 * Sends nothing anywhere without `online`.
 *
 * @returns the exit code
 * @throws UsageError
 */
export async function validate(file: string, options: ValidateOptions): Promise<number> {
  const { withoutSecrets = false, online = false, json = false } = options;
  if (online && withoutSecrets) {
    throw new UsageError('--online needs the secrets: leave --without-secrets out.');
  }
  const configuration = await load(file, withoutSecrets, json);
  if (configuration === undefined) return EXIT.configuration;
  const { problems, systems, oauth, runtime } = await checkConfiguration(configuration, process.env);
  const [answers, state] = online
    ? await Promise.all([askBackends(runtime), askState(configuration.state)])
    : [];
  await new RuntimeHolder(runtime).close();

  const isAnswered = [...(answers?.values() ?? [])].flat().every(({ ok }) => ok);
  const report: ValidateReport = {
    ok: isAnswered && state?.ok !== false && problems.every(({ severity }) => severity !== 'error'),
    problems,
    systems: systems.map((system) => {
      const results = answers?.get(system.id);
      return results === undefined ? system : { ...system, online: results };
    }),
    ...(oauth === undefined ? {} : { oauth }),
    ...(state === undefined ? {} : { state }),
    served: systems.filter(({ status }) => status === 'serving').length,
    configured: configuration.systemEntries,
  };
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const lines = [
      ...(problems.length === 0 ? [] : [...(await problemLines(problems, process.stdout)), '']),
      ...systemLines(systems, answers, process.stdout),
      ...tokenLines(report.oauth),
      ...recordLines(configuration, state, process.stdout),
      `${report.served} of ${report.configured} systems can be served.`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return report.ok ? EXIT.ok : EXIT.failure;
}

/** @returns `undefined` where the file cannot be used, after having said why on standard error */
async function load(file: string, withoutSecrets: boolean, json: boolean) {
  try {
    return await loadConfiguration(file, { ...loadOptions, withoutSecrets });
  } catch (error) {
    if (json || !(error instanceof ConfigurationError)) throw error;
    const lines = await problemLines(error.problems, process.stderr);
    process.stderr.write(`${['The configuration cannot be used:', ...lines].join('\n')}\n`);
    return undefined;
  }
}
