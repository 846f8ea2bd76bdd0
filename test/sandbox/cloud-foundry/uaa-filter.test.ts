import { describe, expect, it } from 'vitest';
import type { UaaUser } from '../../../src/sandbox/cloud-foundry/store/users.ts';
import { InvalidFilter } from '../../../src/sandbox/cloud-foundry/uaa/filter/ast.ts';
import { USER_COLUMNS } from '../../../src/sandbox/cloud-foundry/uaa/filter/columns.ts';
import { compileFilter } from '../../../src/sandbox/cloud-foundry/uaa/filter/compile.ts';
import { parseFilter } from '../../../src/sandbox/cloud-foundry/uaa/filter/parse.ts';
import { filterWords, withMistakes } from '../../support/mistakes.ts';
import { fc, reaching } from '../../support/property.ts';
import { query, required, type Session, startSession } from './helpers.ts';

async function names(session: Session, filter: string): Promise<string[]> {
  const { status, json } = await session.get(`/Users${query({ filter, count: 500, sortBy: 'userName' })}`);
  expect([filter, status, json.message]).toEqual([filter, 200, undefined]);
  return json.resources.map(({ userName }) => userName);
}

function ours(session: Session, test: (user: Readonly<UaaUser>) => boolean): string[] {
  return session.cf
    .users()
    .filter(test)
    .map(({ userName }) => userName)
    .sort();
}

/** That user came with a login: it has an external id, and nobody has verified it. */
function withProvisioner({ cf }: Session, names: readonly string[]): string[] {
  return [...names, cf.provisioningUser.userName].sort();
}

describe('the filter grammar of the UAA', () => {
  const self = 'userName sw "cf-user-provisioning"';
  const within = (filter: string): string => `origin eq "acme-platform" and (${filter})`;

  it('knows eq, co, sw and pr on texts, ignoring the case of names, operators and values', async () => {
    const session = await startSession({ users: 60 });
    const [first] = ours(session, ({ userName }) => userName.includes('@'));
    const name = required(first);
    expect(await names(session, within(`USERNAME EQ "${name.toUpperCase()}"`))).toEqual([name]);
    expect(await names(session, within('userName Sw "ALICE"'))).toEqual(
      ours(session, ({ userName }) => userName.toLowerCase().startsWith('alice')),
    );
    expect(await names(session, within('emails.value co "MUELLER"'))).toEqual(
      ours(session, ({ email }) => email.includes('mueller')),
    );
    expect(await names(session, within('external_id pr'))).toEqual(
      withProvisioner(
        session,
        ours(session, ({ externalId }) => externalId !== undefined),
      ),
    );
  });

  it('compares origins ignoring case, so that clients have to compare again', async () => {
    const session = await startSession();
    session.cf.addUser({ userName: 'odd@acme.example', origin: 'ACME-platform' });
    expect(await names(session, 'origin eq "Acme-Platform"')).toContain('odd@acme.example');
  });

  it('orders texts, so that a user can be left out by its two sides', async () => {
    const session = await startSession();
    const { guid } = session.cf.provisioningUser;
    expect(await names(session, within(`id lt "${guid}" or id gt "${guid}"`))).toEqual(
      ours(session, () => true),
    );
    expect(await names(session, within(`id le "${guid}" and id ge "${guid}"`))).toEqual([
      session.cf.provisioningUser.userName,
    ]);
  });

  it('binds and closer than or, and parentheses closer than both', async () => {
    const session = await startSession({ users: 60 });
    const active = 'active eq true';
    const verified = 'verified eq false';
    const numbered = 'userName sw "P1"';
    expect(await names(session, within(`${numbered} and ${active} or ${verified}`))).toEqual(
      withProvisioner(
        session,
        ours(session, (user) => (user.userName.startsWith('P1') && user.active) || !user.verified),
      ),
    );
    expect(await names(session, within(`${numbered} AND (${active} OR ${verified})`))).toEqual(
      ours(session, (user) => user.userName.startsWith('P1') && (user.active || !user.verified)),
    );
    expect(await names(session, `((${self}))`)).toHaveLength(1);
  });

  it('compares times by the millisecond', async () => {
    const session = await startSession({ users: 60 });
    const moment = required(session.cf.users()[30]).lastModified;
    const iso = new Date(moment).toISOString();
    for (const [operator, holds] of Object.entries({
      gt: (time: number) => time > moment,
      ge: (time: number) => time >= moment,
      lt: (time: number) => time < moment,
      le: (time: number) => time <= moment,
      eq: (time: number) => time === moment,
    })) {
      const found = await names(session, within(`meta.lastModified ${operator} "${iso}"`));
      expect(found.filter((name) => name !== session.cf.provisioningUser.userName)).toEqual(
        ours(session, ({ lastModified }) => holds(lastModified)),
      );
    }
  });

  it('compares numbers without quotes', async () => {
    const session = await startSession({ users: 60 });
    expect(await names(session, within('version eq 1'))).toEqual(
      ours(session, ({ version }) => version === 1),
    );
    expect(await names(session, within('meta.version ge 1 and last_logon_success_time gt 0'))).toEqual(
      ours(session, (user) => user.version >= 1 && (user.lastLogonTime ?? 0) > 0),
    );
  });

  it('finds many ids at once', async () => {
    const session = await startSession({ users: 150 });
    const wanted = session.cf.users().slice(20, 120);
    const filter = wanted.map(({ id }) => `id eq "${id.toUpperCase()}"`).join(' or ');
    expect(await names(session, `origin eq "acme-platform" and (${filter})`)).toEqual(
      wanted.map(({ userName }) => userName).sort(),
    );
  });

  it('unescapes quotes and backslashes as JSON does', async () => {
    const session = await startSession();
    const name = 'quote"back\\slash@acme.example';
    session.cf.addUser({ userName: name });
    expect(await names(session, `userName eq ${JSON.stringify(name)}`)).toEqual([name]);
    expect(await names(session, 'userName eq "\\u0071uote\\"back\\\\slash@acme.example"')).toEqual([name]);
  });

  it('takes apostrophes for quotes only when nothing else makes sense', async () => {
    const session = await startSession();
    session.cf.addUser({ userName: "o'neil@acme.example" });
    expect(await names(session, `userName eq "o'neil@acme.example"`)).toEqual(["o'neil@acme.example"]);
    expect(await names(session, `userName eq 'o"neil'`.replace('"', ''))).toEqual([]);
    expect(await names(session, "userName sw 'cf-user'")).toHaveLength(1);
  });

  it.each([
    ['ne', 'userName ne "a"'],
    ['ew', 'userName ew "a"'],
    ['not', 'not (userName eq "a")'],
    ['a value path', 'emails[value eq "a"]'],
    ['emails without value', 'emails eq "a"'],
    ['externalId', 'externalId eq "a"'],
    ['name.familyName', 'name.familyName eq "a"'],
    ['displayName', 'displayName eq "a"'],
    ['text without quotes', 'userName eq alice'],
    ['a time without milliseconds', 'meta.lastModified gt "2026-01-31T00:00:00Z"'],
    ['a time without quotes', 'meta.lastModified gt 2026-01-31T00:00:00.000Z'],
    ['a truth value in quotes', 'active eq "true"'],
    ['a number in quotes', 'version eq "1"'],
    ['a number for a text', 'userName eq 1'],
    ['part of a time', 'created sw "2026"'],
    ['an open parenthesis', '(userName pr'],
    ['a closed parenthesis', 'userName pr)'],
    ['text behind', 'userName pr userName'],
    ['an open quote', 'userName eq "a'],
    ['an unknown escape', String.raw`userName eq "\x"`],
    ['nothing behind and', 'userName pr and'],
    ['only a name', 'userName'],
    ['a prototype', '__proto__ eq "a"'],
    ['null', 'external_id eq null'],
    ['null for a time', 'created eq NULL'],
    ['null with gt', 'version gt null'],
    ['a column in upper case behind meta in upper case', 'META.CREATED pr'],
    ['what is renamed in upper case', 'EMAILS.VALUE pr'],
    ['a column no filter may name', 'salt pr'],
    ['a name for a column it may not name', 'authorities pr'],
    ['a URN before what there is not', 'urn:scim:schemas:core:1.0:name.givenName eq "a"'],
    ['a number with a zero in front', 'version eq 01'],
    ['a number with a plus', 'version eq +1'],
    ['a NUL', String.raw`userName eq "a\u0000b"`],
    ['no blank before the value', 'userName eq"a"'],
    ['a tab between words', 'userName\teq "a"'],
    ['an operator too much', 'userName pr or or id pr'],
    ['parentheses around nothing', '()'],
    ['part of a time with the time', 'created co "2026-01-31T00:00:00.000Z"'],
    ['a time beyond the calendar', 'created gt "999999999-01-01T00:00:00.000Z"'],
  ])('refuses %s', async (_, filter) => {
    const { get } = await startSession();
    const { status, json } = await get(`/Users${query({ filter })}`);
    const escaped = filter.replaceAll('"', '&quot;');
    expect([status, json.error, json.message, json.error_description]).toEqual([
      400,
      'scim',
      `Invalid filter expression: [${escaped}] [created]`,
      `Invalid filter expression: [${escaped}] [created]`,
    ]);
  });

  it('escapes a filter that it repeats, with every name that HTML has', async () => {
    const { get } = await startSession();
    const { json } = await get(`/Users${query({ filter: '<b>&\'" größe – Ω€ 日' })}`);
    expect(json.message).toBe(
      'Invalid filter expression: [&lt;b&gt;&amp;&#39;&quot; gr&ouml;&szlig;e &ndash; &Omega;&euro; 日] [created]',
    );
  });

  it('takes several filters for one with commas between, which is none', async () => {
    const { get } = await startSession();
    const { status, json } = await get('/Users?filter=id%20pr&filter=id%20pr');
    expect([status, json.message]).toEqual([400, 'Invalid filter expression: [id pr,id pr] [created]']);
  });

  it.each([
    ['a blank', ' '],
    ['a line feed', '\n'],
    ['nothing', ''],
    ['a thousand parentheses', `${'('.repeat(1000)}id pr${')'.repeat(1000)}`],
    ['parentheses around nothing beside something', 'id pr ()'],
    ['an operator behind its two sides', 'id pr userName pr and'],
    ['every version with -0', 'version ge -0'],
    ['every version with a fraction', 'version lt 1.5e3'],
    ['a hash for every password', 'password pr and password co "nobody" and password gt "z"'],
    ['the default of old', 'groups.display eq "UAA.user"'],
    ['times and switches of passwords', 'passwd_lastmodified pr and passwd_change_required eq false'],
  ])('finds everybody by %s', async (_, filter) => {
    const session = await startSession();
    const everybody = await session.get('/Users?count=0');
    expect(await session.get(`/Users${query({ filter, count: 0 })}`)).toMatchObject({
      status: 200,
      json: { totalResults: everybody.json.totalResults },
    });
  });

  it.each([
    ['urn:scim:schemas:core:1.0:userName'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName'],
    ['nonsense:USERNAME'],
  ])('does not look at the URN of %s', async (attribute) => {
    const session = await startSession();
    expect(await names(session, `${attribute} sw "cf-user-provisioning"`)).toHaveLength(1);
  });

  it('compares in lower case character by character, as the database does', async () => {
    const session = await startSession();
    const [istanbul, odysseus, beyond, within] = ['İstanbul', 'ΟΔΥΣΣΕΥΣ', '\u{1f600}', '\ufffd'];
    for (const userName of [istanbul, odysseus, `zz${beyond}`, `zz${within}`])
      session.cf.addUser({ userName });
    expect(await names(session, 'userName eq "istanbul"')).toEqual([istanbul]);
    expect(await names(session, 'userName sw "ISTAN"')).toEqual([istanbul]);
    expect(await names(session, 'userName eq "οδυσσευσ"')).toEqual([odysseus]);
    expect(await names(session, `userName gt "zz${within}"`)).toEqual([`zz${beyond}`, odysseus]);
    expect(await names(session, 'userName sw "zz"')).toEqual([`zz${within}`, `zz${beyond}`]);
  });

  it('refuses whatever it does not understand, and nothing else goes wrong', () => {
    const word = fc.constantFrom(
      'userName',
      'eq',
      'and',
      'or',
      'pr',
      '(',
      ')',
      '"a"',
      'true',
      '1',
      "'",
      '"',
      '\\',
      ' ',
    );
    const text = fc.constantFrom('userName', 'emails.value', 'external_id', 'origin');
    const comparison = fc.oneof(
      fc.tuple(text, fc.constantFrom('eq', 'co', 'sw', 'gt', 'Le'), fc.constantFrom('"a"', '"%_"')),
      fc.tuple(text, fc.constant('pr')),
      fc.constantFrom(['active', 'eq', 'true'], ['version', 'ge', '1']),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          {
            weight: 30,
            arbitrary: withMistakes(filterWords(comparison), word).map((words) => words.join(' ')),
          },
          fc.string(),
          fc.array(word).map((words) => words.join(' ')),
        ),
        reaching((text) => {
          try {
            compileFilter(parseFilter(text), USER_COLUMNS)({ userName: 'a' } as UaaUser);
            return true;
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidFilter);
            return false;
          }
        }),
      ),
      { numRuns: 500 },
    );
  });

  it('finds every text by its own JSON notation', () => {
    fc.assert(
      fc.property(fc.string(), (userName) => {
        fc.pre(!/^\d{4}-\d\d-\d\dT/.test(userName));
        const test = compileFilter(parseFilter(`userName eq ${JSON.stringify(userName)}`), USER_COLUMNS);
        expect(test({ userName } as UaaUser)).toBe(true);
        expect(test({ userName: `${userName}x` } as UaaUser)).toBe(false);
      }),
    );
  });
});
