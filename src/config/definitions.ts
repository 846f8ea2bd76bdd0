/** The connectors that a configuration can use: those of the proxy, and those of third parties that it names. */
import type { Source } from './source/source.ts';
import type { Definitions, DefinitionsContext } from './third-party-connectors.ts';

/**
 * What third parties need is loaded where the configuration has one only.
 *
 * @param names as in `source`, below `connectors`
 */
export async function definitionsOf(
  names: readonly string[],
  source: Source,
  context: DefinitionsContext,
): Promise<Definitions> {
  if (names.length === 0) return { definitions: context.definitions, problems: [] };
  const { withThirdParty } = await import('./third-party-connectors.ts');
  return await withThirdParty(names, source, context);
}
