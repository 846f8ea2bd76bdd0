/** Names that an imported system gets: its id, and the environment variables of its credentials. */

const ID = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;
const LONGEST_ID = 100;
const LONGEST_VARIABLE = 60;

/** As the configuration wants ids, so that one can stand in a URL and name a folder. */
export function isSystemId(id: string): boolean {
  return id.length <= LONGEST_ID && ID.test(id);
}

/** `Test tenant (EU)` becomes `test-tenant-eu`; `undefined` where nothing is left. */
export function idFromName(name: string): string | undefined {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const id = words.join('-').slice(0, LONGEST_ID).replace(/-$/, '');
  return id === '' ? undefined : id;
}

/** `TEST_TENANT_PASSWORD`, with a number behind it where that is taken. */
export function variableName(system: string, property: string, taken: ReadonlySet<string>): string {
  const label = upperSnake(system).slice(0, LONGEST_VARIABLE).replace(/_$/, '');
  const start = /^[A-Z]/.test(label) ? label : `SYSTEM_${label}`;
  const name = `${start}_${upperSnake(property)}`.replace(/_+/g, '_');
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`;
}

function upperSnake(text: string): string {
  const words = text
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .match(/[A-Z0-9]+/g);
  return (words ?? []).join('_');
}
