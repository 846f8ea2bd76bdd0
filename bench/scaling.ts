/**
 * What one core serves, and what several instances make of it, as a simulation: prints the tables of docs/scaling.md, or how the model
 * stands to the truth. Usage: see `scaling/options.ts`.
 */
import { check } from './scaling/check.ts';
import { readOptions, USAGE } from './scaling/options.ts';
import { coreTable, initialLoadTable, membershipTable } from './scaling/tables.ts';

const options = readOptions(process.argv.slice(2));
if (options.help) {
  process.stdout.write(USAGE);
} else if (options.check) {
  process.stdout.write('| what | real, s | model, s | real : model |\n| --- | --: | --: | --: |\n');
  for (const { what, real, model } of await check()) {
    process.stdout.write(
      `| ${what} | ${real.toFixed(2)} | ${model.toFixed(2)} | ${(real / model).toFixed(2)} |\n`,
    );
  }
} else {
  process.stdout.write([coreTable(), initialLoadTable(), membershipTable()].join('\n'));
}
