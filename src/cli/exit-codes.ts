/** Exit codes of the commands. */
export const EXIT = {
  ok: 0,
  /** Something went wrong that is not the configuration, e.g. the port is taken. */
  failure: 1,
  /** The configuration file, or how the command was called. */
  configuration: 2,
} as const;
