/** Every name in the pages exists, and where a page promises all of something, it has all. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import schema from '../../config/ipsproxy.schema.json' with { type: 'json' };
import project from '../../package.json' with { type: 'json' };
import { EXIT } from '../../src/cli/exit-codes.ts';
import { ROUTE_FAMILIES } from '../../src/server/families.ts';
import { HEALTH_PATHS } from '../../src/server/health-paths.ts';
import { METRICS } from '../../src/server/telemetry/catalogue.ts';
import { FUNCTIONS } from '../../src/transformation/functions/index.ts';
import { CATALOGUE } from '../../src/transformation/lint/catalogue.ts';
import { ENTITY_KEYS, MAPPING_KEYS } from '../../src/transformation/parse/schema.ts';
import { codesInSources } from './errors.ts';
import { withAlertTable, withMetricTable } from './metric-table.ts';
import { isBeginningInSources, isInSources, isSaid, quotedIn } from './names.ts';
import { page, pages, ROOT, spansOf } from './pages.ts';

/** Names of others, and what the pages name because it is not so. */
const OTHERS: ReadonlySet<string> = new Set([
  // npm, Kubernetes, Prometheus, Java, Node.js
  'prometheus.io/scrape',
  'prometheus.io/port',
  'PodMonitor',
  'EBADENGINE',
  'preStop',
  'terminationGracePeriodSeconds',
  'NO_COLOR',
  'FORCE_COLOR',
  'DateTimeFormatter',
  'dist/',
  'Dockerfile',
  // What programs import of the package
  'ipsproxy/transformation',
  // Settings of routers, and headers as they are written
  'router.forwarded_client_cert',
  'sanitize_set',
  'always_forward',
  'Content-Security-Policy',
  'Strict-Transport-Security',
  'If-None-Match',
  'RateLimit',
  'RateLimit-Policy',
  'Preference-Applied',
  // Read by the libraries of OpenTelemetry, and what nobody speaks here
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  'OTEL_EXPORTER_OTLP_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_CLIENT_KEY',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
  'OTEL_EXPORTER_OTLP_COMPRESSION',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_BSP_MAX_QUEUE_SIZE',
  'UV_THREADPOOL_SIZE',
  'OTEL_BSP_SCHEDULE_DELAY',
  'grpc',
  'parentbased_',
  'tracestate',
  'baggage',
  // Set by libraries: pino, Fastify, @fastify/basic-auth, prom-client
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_p99_seconds',
  'pid',
  'msg',
  'WWW-Authenticate',
  // What clients may send, and what it is not taken for
  'startindex',
  'X-HTTP-Method-Override',
  'prototype',
  // Examples
  'P000123',
  'shoeSize',
  'cf.eu10.hana.ondemand.com',
  // Files that walks make; what clients call their own properties and attributes, and other connectors of midPoint
  'acme-ias.csv',
  'proxy/ipsproxy.jsonc',
  'proxy/transformations/acme-ias/',
  'proxy/transformations/acme-cf/',
  'PRIV:SYSTEM:ACME_IAS',
  'userPrincipalName',
  'net.tirasa.connid.bundles.scim',
  'connector-scimrest',
  'connector-scim1',
  'connector-scim2',
  'baseAddress',
  'updateGroupMethod',
  'updateUserMethod',
  'explicitGroupAddOnCreate',
  'scimProvider',
  'icfs:name',
  'uaa.clientsecret',
  // What services of others call the ids of clients, and headers of tokens that mean nothing here
  'clientid',
  'xsappname',
  'jku',
  'x5c',
  'x5u',
  // Ends of names of credentials, which are a pattern
  'api.key',
  'access.token',
  // Examples of names that are wrong, or of no use here
  'ias.user.fitler',
  'cf.user.filter',
  'tokenServiceUser',
  'YYYY-MM-dd',
]);

const NAME = /^[A-Za-z_@$][\w.:$@/-]*$/;
const PROPERTY = /^(?:ias|scim|ips|ipsproxy|btp)\.[\w.]+$/;

const names = new Map(
  pages
    .flatMap(spansOf)
    .flatMap((span) => (NAME.test(span.text) && !OTHERS.has(span.text) ? [[span.text, span]] : [])),
);

const codes = new Set(codesInSources());
const alerts = new Set(
  [...page('deploy/prometheus/alerts.yaml').text.matchAll(/- alert: (\w+)/g)].map(([, name]) => name),
);

function exists(name: string): boolean {
  if (codes.has(name) || alerts.has(name)) return true;
  if (isInSources(name)) return true;
  if (name.endsWith('.')) return isBeginningInSources(name);
  if (name.includes('/'))
    return ['', 'src/connectors/'].some((folder) => existsSync(join(ROOT, folder, name)));
  if (name.startsWith('server.')) return Object.hasOwn(schema.properties.server.properties, name.slice(7));
  if (name.startsWith('ips.http.header.')) return isInSources('ips.http.header.');
  if (PROPERTY.test(name)) return false;
  // Of an attribute, a header or a member of an interface, the parts.
  if (/^X-|^ETag$/.test(name)) return isInSources(name.toLowerCase());
  const urn = /^(urn:.*):(\w+)$/.exec(name);
  const parts = urn?.slice(1) ?? name.split('.');
  return parts.length > 1 && parts.filter((part) => part !== '' && part !== '$').every(isInSources);
}

describe('names in backticks', () => {
  it('are many', () => {
    expect(names.size).toBeGreaterThan(300);
  });

  it('exist', () => {
    const unknown = [...names.values()].filter(({ text }) => !exists(text));
    expect(unknown.map(({ page, line, text }) => `${page}:${line} ${text}`)).toEqual([]);
  });

  it('and would be missed if they did not', () => {
    for (const name of [
      'ias.user.filtr',
      'server.prot',
      'src/nowhere.ts',
      'X-Wrong',
      'emails.typo',
      'regex-wrong',
      'userNames',
    ]) {
      expect([name, exists(name)]).toEqual([name, false]);
    }
  });

  it('behind a status are types of SCIM errors', () => {
    const types = pages.flatMap(({ text }) =>
      [...text.matchAll(/\b4\d\d `([a-z]\w+)`/gi)].map(([, type = '']) => type),
    );
    expect(types.length).toBeGreaterThan(10);
    for (const type of types) expect(quotedIn('src/scim/errors.ts')).toContain(type);
  });

  it('in kebab-case are rules, types of systems, files or libraries', () => {
    const known = new Set([
      ...CATALOGUE.map(({ name }) => name),
      ...readdirSync(join(ROOT, 'src/connectors')),
      ...Object.keys({ ...project.dependencies, ...project.devDependencies }),
    ]);
    const kebab = [...names.keys()].filter((name) => /^[a-z]+(?:-[a-z]+)+$/.test(name));
    expect(kebab.length).toBeGreaterThan(20);
    expect(kebab.filter((name) => !known.has(name) && !isInSources(name))).toEqual([]);
  });
});

describe('sentences that the pages quote', () => {
  const quotes = [
    ...rows('docs/clients.md', 'Warnings').map(([first = '']) => first.replace(/^`|`.*$/g, '')),
    ...[
      ...page('docs/cloud-foundry.md').text.matchAll(/^\| [45]\d\d[^|]*?, \*(.+?)\*(?:, \*(.+?)\*)? \|/gm),
    ].flatMap(([, first = '', second]) => [first, ...(second === undefined ? [] : [second])]),
  ];

  it('are many', () => {
    expect(quotes.length).toBeGreaterThan(15);
  });

  it.each(['has no addresss', 'lacks the scoop', 'one two three four five'])('nobody says: %s', (quote) => {
    expect(isSaid(quote)).toBe(false);
  });

  it.each(quotes)('%s', (quote) => {
    const pieces = quote.split('…').map((piece) => piece.trim());
    expect(pieces.filter((piece) => piece !== '' && !isSaid(piece))).toEqual([]);
  });
});

describe('links', () => {
  const links = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => ({ from: name, target }))
      .filter(({ target }) => !/^https?:/.test(target)),
  );

  it.each(links)('$from: $target', ({ from, target }) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? from : join(dirname(from), path);
    expect(existsSync(join(ROOT, file)), file).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor);
  });
});

describe('complete tables', () => {
  const { server, technicalUsers, systems, audit, tracing } = schema.properties;

  it.each([
    ['server', server.properties],
    ['technicalUsers', technicalUsers.items.properties],
    ['systems', systems.items.properties],
    ['audit', audit.properties],
    ['tracing', tracing.properties],
  ])('keys of the configuration: %s', (section, properties) => {
    expect(keysOf('docs/configuration.md', section)).toEqual(Object.keys(properties).sort());
  });

  it('families of URLs', () => {
    const { text } = page('docs/configuration.md');
    for (const { prefix } of ROUTE_FAMILIES) expect(text).toContain(`| \`${prefix}/<id>/`);
  });

  it('open URLs and metrics', () => {
    const health = rows('docs/operations.md', 'Health');
    expect(health.map(([url = '']) => url)).toEqual(HEALTH_PATHS.map((path) => `\`GET ${path}\``));
    const { text } = page('docs/observability.md');
    const made = withAlertTable(withMetricTable(text), page('deploy/prometheus/alerts.yaml').text);
    expect(made, 'npm run docs:metrics').toBe(text);
    const documented = rows('docs/observability.md', 'Metrics').map(([name = '']) => name);
    expect(documented).toEqual(Object.values(METRICS).map(({ name }) => `\`${name}\``));
    for (const path of HEALTH_PATHS) expect(page('docs/security.md').text).toContain(`\`${path}\``);
  });

  it('exit codes', () => {
    expect(rows('docs/operations.md', 'Start').map(([code = '']) => Number(code))).toEqual(
      Object.values(EXIT),
    );
  });

  it('the language: keys, functions and their parameters', () => {
    const { text } = page('docs/transformations.md');
    const isThere = (name: string) => text.includes(`\`${name}\``) || text.includes(`"${name}"`);
    expect([...ENTITY_KEYS, ...MAPPING_KEYS].filter((name) => !isThere(name))).toEqual([]);
    expect([...FUNCTIONS.keys()].filter((name) => !isThere(name))).toEqual([]);
    const parameters = [...FUNCTIONS.values()].flatMap(({ parameters }) => parameters);
    expect(parameters.filter((name) => !isThere(name))).toEqual([]);
  });

  it('libraries', () => {
    expect(keysOf('docs/dependencies.md', 'At run time')).toEqual(Object.keys(project.dependencies).sort());
    expect(keysOf('docs/dependencies.md', 'For development')).toEqual(
      Object.keys(project.devDependencies).sort(),
    );
  });

  it('rooms', () => {
    const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(keysOf('docs/architecture.md', 'Rooms, and what they may know')).toEqual(
      rooms.map(({ name }) => `src/${name}/`).sort(),
    );
  });

  it('pages', () => {
    const { text } = page('README.md');
    for (const { name } of pages) if (name !== 'README.md') expect(text).toContain(`[${name}](${name})`);
  });
});

/** The rows of the first table below a heading, without its head. */
function rows(name: string, heading: string): string[][] {
  const { text } = page(name);
  const [, section = ''] = text.split(new RegExp(`^#{1,4} ${heading}$`, 'm'));
  const [, table = ''] = /((?:^\|.*\n)+)/m.exec(section) ?? [];
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function keysOf(name: string, heading: string): string[] {
  return rows(name, heading)
    .flatMap(([cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key))
    .sort();
}

/** As GitHub makes them. */
function anchorsOf(name: string): string[] {
  return [...page(name).text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
