/** People: the same ones in the same order however many are asked for. */
import type { NewUser } from '../landscape.ts';

/** How a name is written, and how it is spelled in an address. */
const GIVEN = [
  ['Alice', 'alice'],
  ['Bob', 'bob'],
  ['Jürgen', 'juergen'],
  ['Łukasz', 'lukasz'],
  ['美咲', 'misaki'],
  ['Ольга', 'olga'],
  ['Chloé', 'chloe'],
  ['Søren', 'soeren'],
  ['Ayşe', 'ayse'],
  ['Priya', 'priya'],
  ['Mohamed', 'mohamed'],
  ['Νίκος', 'nikos'],
  ['Siobhán', 'siobhan'],
  ['José', 'jose'],
  ['Wei', 'wei'],
  ['Anna-Lena', 'anna-lena'],
] as const;

const FAMILY = [
  ['Ames', 'ames'],
  ['Müller', 'mueller'],
  ["O'Neil", "o'neil"],
  ['Kowalski', 'kowalski'],
  ['佐藤', 'sato'],
  ['Иванова', 'ivanova'],
  ['García Márquez', 'garcia.marquez'],
  ['van der Berg', 'vanderberg'],
  ['Yılmaz', 'yilmaz'],
  ['Sharma', 'sharma'],
  ['Ångström', 'angstroem'],
  ['Παπαδόπουλος', 'papadopoulos'],
  ['Nguyễn', 'nguyen'],
] as const;

/** 2025-01-06T08:00:00.123Z */
const FIRST_DAY = Date.UTC(2025, 0, 6, 8, 0, 0, 123);
const MINUTE = 60_000;
/** People come in batches of so many, with the same time of creation. */
const BATCH = 10;

/** User name, names and e-mail address; most user names are the address. */
export function person(index: number): Omit<NewUser, 'origin'> {
  const [givenName, given] = GIVEN[index % GIVEN.length] ?? GIVEN[0];
  const [familyName, family] = FAMILY[Math.floor(index / GIVEN.length) % FAMILY.length] ?? FAMILY[0];
  const round = Math.floor(index / (GIVEN.length * FAMILY.length));
  const address = `${given}.${family}${round === 0 ? '' : round + 1}@acme.example`;
  const created = FIRST_DAY + Math.floor(index / BATCH) * 37 * MINUTE;
  const hasName = index % 31 !== 7;
  const changed = index % 5 === 2;
  return {
    userName: userName(index, address),
    // Two people share a mailbox.
    email: index === 4 ? (person(3).email ?? address) : address,
    givenName: hasName ? givenName : undefined,
    familyName: hasName ? familyName : undefined,
    phoneNumber: index % 7 === 2 ? `+49 6227 7${String(index).padStart(5, '0')}` : undefined,
    externalId: index % 3 === 0 ? employeeNumber(index) : undefined,
    active: index % 23 !== 11,
    verified: index % 29 !== 13,
    created,
    version: changed ? 1 : 0,
    lastModified: changed ? created + ((index % 90) + 1) * 24 * 60 * MINUTE : created,
    lastLogonTime: index % 4 === 1 ? created + 1000 * MINUTE : undefined,
    previousLogonTime: index % 8 === 1 ? created + 500 * MINUTE : undefined,
  };
}

function userName(index: number, address: string): string {
  if (index % 13 === 5) return employeeNumber(index);
  // Addresses are typed as people like; names are compared ignoring case.
  return index % 17 === 3 ? address.replace(/^./, (letter) => letter.toUpperCase()) : address;
}

function employeeNumber(index: number): string {
  return `P${String(100_000 + index)}`;
}
