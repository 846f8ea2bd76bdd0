/** Where the services of a landscape are, out of its root document. */
import { describe, expect, it } from 'vitest';
import { readEndpoints } from '../../../src/connectors/cloud-foundry/landscape/discovery.ts';
import type { JsonValue } from '../../../src/scim/json.ts';
import { exampleBackend } from '../support/example-backend.ts';

const API = 'https://api.cf.example.com';
const CONTROLLER = 'https://api.cf.example.com/v3';
const UAA = 'https://uaa.cf.example.com';

const backend = exampleBackend({ addressAdvice: 'check the property URL' });

function read(
  document: JsonValue | undefined,
  origin = API,
  trustedDomains = ['cf.example.com', 'other.example'],
) {
  return readEndpoints(document, { api: { origin, path: '' }, trustedDomains, backend });
}

const links = (uaa: JsonValue, controller: JsonValue = { href: CONTROLLER }) => ({
  links: { cloud_controller_v3: controller, uaa },
});

describe('the root document', () => {
  it.each([
    [UAA, { origin: UAA, path: '' }],
    [`${UAA}/`, { origin: UAA, path: '' }],
    [`${UAA}//`, { origin: UAA, path: '' }],
    [`${UAA}/uaa/`, { origin: UAA, path: '/uaa' }],
    [`${UAA}/a//b`, { origin: UAA, path: '/a//b' }],
    ['https://UAA.other.example:8443/x?y', { origin: 'https://uaa.other.example:8443', path: '/x' }],
  ])('says where the services are: %s', (href, uaa) => {
    expect(read(links({ href }))).toEqual({ cloudController: { origin: API, path: '/v3' }, uaa });
    expect(read(links({ href: UAA }, { href })).cloudController).toEqual(uaa);
  });

  it.each<[string, JsonValue | undefined, string]>([
    ['nothing', undefined, 'cloud_controller_v3'],
    ['null', null, 'cloud_controller_v3'],
    ['a list', [], 'cloud_controller_v3'],
    ['no links', {}, 'cloud_controller_v3'],
    ['links that are none', { links: 'x' }, 'cloud_controller_v3'],
    ['no Cloud Controller', { links: { uaa: { href: UAA } } }, 'cloud_controller_v3'],
    ['no UAA', { links: { cloud_controller_v3: { href: CONTROLLER } } }, 'uaa'],
    ['a link without address', links({}), 'uaa'],
    ['null as link', links(null), 'uaa'],
    ['a number as address', links({ href: 1 }), 'uaa'],
    ['no URL as address', links({ href: 'uaa.cf.example.com' }), 'uaa'],
    ['an address of another kind', links({ href: 'ftp://uaa.cf.example.com' }), 'uaa'],
    ['one that only begins like https', links({ href: 'httpsx://uaa.cf.example.com' }), 'uaa'],
    ['one that only ends like it', links({ href: 'xhttps://uaa.cf.example.com' }), 'uaa'],
    ['an address with a user', links({ href: 'https://u@uaa.cf.example.com' }), 'uaa'],
    ['an address with a password', links({ href: 'https://:p@uaa.cf.example.com' }), 'uaa'],
  ])('with %s is none', (_, document, name) => {
    expect(() => read(document)).toThrow(
      expect.objectContaining({
        status: 502,
        message: `The root document of Example Directory (system system-1, https://directory.example) names no address of ${name}, so it is not the API of Cloud Foundry: check the property URL.`,
      }),
    );
  });

  it('that came encrypted leads nowhere that is not', () => {
    const plain = links({ href: 'http://uaa.cf.example.com' });
    expect(() => read(plain)).toThrow(
      expect.objectContaining({
        status: 502,
        message:
          'The root document of Example Directory (system system-1, https://directory.example) names an address of uaa that is not https, so it is not the API of Cloud Foundry: check the property URL.',
      }),
    );
    expect(() => read(links({ href: UAA }, { href: 'http://api.cf.example.com' }))).toThrow(
      'names an address of cloud_controller_v3 that is not https',
    );
    // In front of a stand-in, everything is plain.
    expect(read(plain, 'http://api.cf.example.com').uaa.origin).toBe('http://uaa.cf.example.com');
    expect(read(links({ href: UAA }), 'http://api.cf.example.com').uaa.origin).toBe(UAA);
  });

  it('that leads elsewhere is not followed', () => {
    expect(() => read(links({ href: 'https://evil.example:8443/uaa' }))).toThrow(
      expect.objectContaining({
        status: 502,
        message:
          'The root document of Example Directory (system system-1, https://directory.example) names https://evil.example:8443 as address of uaa, which is not within cf.example.com, other.example: neither password nor token was sent there. If the landscape really has it there, add evil.example to the property ipsproxy.cf.trusted.domains; else somebody has changed the document, or the name service leads to another server.',
      }),
    );
  });
});
