/** What `ipsproxy init` can be told. */
import { InvalidArgumentError } from 'commander';
// Not from the index, which takes its time: help needs this file, too.
import { isCredentialName } from '../../transformation/parse/parameters.ts';

export interface InitOptions {
  readonly type?: string;
  readonly id?: string;
  readonly name?: string;
  readonly property: Readonly<Record<string, string>>;
  readonly user?: string;
  /** Take the technical user's secret from standard input. */
  readonly secretStdin?: boolean;
  /** Folder of the files. */
  readonly out: string;
  /** Ask nothing. */
  readonly yes?: boolean;
  /** Overwrite what is there. */
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Collects `--property NAME=VALUE`. */
export function addProperty(
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  const name = at === -1 ? text : text.slice(0, at);
  if (isCredentialName(name)) {
    throw new InvalidArgumentError(
      'It is a credential: leave it out, and set the environment variable that init names.',
    );
  }
  if (name === '__proto__') throw new InvalidArgumentError('A configuration has no such name.');
  if (at < 1) throw new InvalidArgumentError('Write it as NAME=VALUE.');
  return { ...before, [name]: text.slice(at + 1) };
}
