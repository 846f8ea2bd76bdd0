/** What an import did, in words: lines, in which names stand as the file has them. */
import { formatProblem } from '../../config/problem.ts';
import type { ImportedSystem, ImportReport } from './import-systems.ts';

export function importReportLines({ file, systems, refused }: ImportReport): string[] {
  const missing = systems.flatMap((system) => system.missing);
  return [
    ...systems.flatMap(systemLines),
    ...refused.map(({ name, reason }) => `system "${name}" was not taken: ${reason}.`),
    `${systems.length} of ${systems.length + refused.length} systems were taken into ${file}.`,
    ...(missing.length === 0
      ? []
      : ['Credentials are never in an export. Set these environment variables before the start:']),
    ...systems.flatMap(({ id, missing }) =>
      missing.map(({ property, env }) => `  ${env}  (${property} of system "${id}")`),
    ),
    // An export has no clients, and technical users may be restricted to other systems.
    ...(systems.length === 0
      ? []
      : [`Next: ipsproxy validate --config ${file} --online, which also says who may call.`]),
  ];
}

function systemLines({
  id,
  name,
  title,
  type,
  properties,
  files,
  notes,
  findings,
}: ImportedSystem): string[] {
  return [
    `system "${id}" (${name}): ${title}, here "${type}", ${properties} properties`,
    ...files.map((path) => `  ${path}`),
    ...notes.map((note) => `  note: ${note}`),
    ...findings.map((finding) => `  ${formatProblem(finding)}`),
  ];
}
