/** `npm run config:schema`: writes the JSON Schema of the configuration file. */
import './installation.cjs';
import { writeFile } from 'node:fs/promises';
import { configurationSchemaText } from '../config/json-schema.ts';
import { runCommand } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { loadOptions } from './load-options.ts';

await runCommand(async () => {
  const target = new URL('../../config/ipsproxy.schema.json', import.meta.url);
  await writeFile(target, configurationSchemaText(loadOptions.definitions, loadOptions.common));
  return EXIT.ok;
});
