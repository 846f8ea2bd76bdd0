/** How a runner of tests is called. */

export interface Runner<Options> {
  readonly usage: string;
  /** @throws Error for options that are none; `undefined` where help is asked for */
  readonly readOptions: (args: readonly string[]) => Options | undefined;
  /** @returns exit code */
  readonly run: (options: Options) => Promise<number>;
}

/** Exit code 2: called in a wrong way. */
export async function runFromCommandLine<Options>({
  usage,
  readOptions,
  run,
}: Runner<Options>): Promise<void> {
  const args = process.argv.slice(2);
  let options: Options | undefined;
  try {
    options = readOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n`);
  }
  if (options !== undefined) {
    process.exitCode = await run(options);
    return;
  }
  process.stdout.write(`${usage}\n`);
  process.exitCode = args.includes('--help') ? 0 : 2;
}
