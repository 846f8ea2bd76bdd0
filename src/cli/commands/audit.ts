/** `ipsproxy audit verify`: whether an audit log is as the proxy wrote it. */
import type { Command } from 'commander';
import type { VerifyOptions } from '../audit/verify.ts';
import { action, commandGroup, jsonOption, newCommand } from '../command.ts';

export function auditCommand(): Command {
  return commandGroup('audit', 'look into the audit log', [auditVerifyCommand()]);
}

/** Of an option that is given several times, all values. */
function together(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function auditVerifyCommand(): Command {
  return newCommand('verify', {
    summary: 'look whether lines of a chain were changed, taken out, added or moved',
    description: `Reads an audit log that is a chain ("chain" of "audit" in the configuration), and says which lines are not as the
proxy wrote them. Give files that were rotated in the order in which they were written. Without --public-key nobody can tell whether all of
it was made anew.`,
    examples: [
      ['ipsproxy audit verify audit.jsonl --public-key audit-public.pem', 'chain and signatures'],
      ['ipsproxy audit verify audit.jsonl.1 audit.jsonl', 'two files, the older one first'],
    ],
    exitCodes: {
      0: 'every line is as it was written',
      1: 'a line was changed, is missing, was added or moved, or a file cannot be read',
    },
  })
    .argument('<files...>', 'the files, in the order in which they were written')
    .option(
      '--public-key <file>',
      'key in PEM form that lines are signed with; may be given several times',
      together,
    )
    .addOption(jsonOption())
    .action(
      action(async (files: readonly string[], options: VerifyOptions) => {
        const { verify } = await import('../audit/verify.ts');
        return verify(files, options);
      }),
    );
}
