/**
 * The domain of a landscape: `cf-eu10-002` → `cf.eu10-002.hana.ondemand.com`. A name with a dot is taken for the
 * domain itself.
 */
export function landscapeDomain(landscape: string): string {
  if (landscape.includes('.')) return landscape;
  const parent = /^cf-cn\d/.test(landscape) ? 'platform.sapcloud.cn' : 'hana.ondemand.com';
  return `${landscape.replace('-', '.')}.${parent}`;
}
