/** Names of organizations and spaces: almost any printable character is allowed, and real ones make use of that. */

const ORGANIZATIONS = [
  'acme-dev',
  'Acme Corp: Finance, EMEA',
  'Zürich Büro',
  '東京 支社',
  'R&D / Labs 100%',
  'Отдел продаж',
  'Ops:space_developer',
  'O\'Neil "Quality" Ltd',
  'naïve café',
  'Αθήνα',
  'sales+marketing',
  'a,b',
  'Größe: XXL',
  'مكتب دبي',
  'back\\slash',
  '서울 지사',
  'under_score',
  'Łódź?',
  'rocket 🚀 lab',
  'trial#1',
];

const SPACES = [
  'dev',
  'build',
  'Prod: Blue, EU',
  'Übung',
  '検証 環境',
  'test & staging',
  'a:b',
  'integration',
  "Q1'26",
  'sandbox+1',
];

/** Unique for every index, ignoring case. */
export function organizationName(index: number): string {
  return numbered(ORGANIZATIONS, index);
}

/** Unique within an organization. */
export function spaceName(index: number): string {
  return numbered(SPACES, index);
}

function numbered(names: readonly string[], index: number): string {
  const round = Math.floor(index / names.length);
  const name = names[index % names.length] ?? '';
  return round === 0 ? name : `${name} ${round + 1}`;
}
