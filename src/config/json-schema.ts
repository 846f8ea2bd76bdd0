/** The JSON Schema that editors complete and check configuration files with. */
import { z } from 'zod';
import { configurationSchema } from './schema.ts';

/** The text of `config/ipsproxy.schema.json`. */
export function configurationSchemaText(): string {
  const text = JSON.stringify(configurationJsonSchema(), null, 2);
  // Short lists on one line, as the project's formatter wants them.
  const lists = /\[\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s+\]/g;
  return `${text.replace(lists, (_, items: string) => `[${items.replaceAll(/,\n\s+/g, ', ')}]`)}\n`;
}

/** Draft 7 is what the JSON and YAML support of the common editors understands. */
function configurationJsonSchema(): Record<string, unknown> {
  return {
    title: 'ipsproxy configuration',
    ...z.toJSONSchema(configurationSchema, { target: 'draft-7', io: 'input' }),
  };
}
