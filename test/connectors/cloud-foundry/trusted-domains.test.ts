import { describe, expect, it } from 'vitest';
import {
  domainOf,
  isWithin,
  parseDomains,
} from '../../../src/connectors/cloud-foundry/landscape/trusted-domains.ts';

describe('the domain of a landscape', () => {
  it.each([
    ['https://api.cf.eu10.hana.ondemand.com', 'cf.eu10.hana.ondemand.com'],
    ['https://api.cf.eu10-004.hana.ondemand.com', 'cf.eu10-004.hana.ondemand.com'],
    ['https://api.cf.cn40.platform.sapcloud.cn', 'cf.cn40.platform.sapcloud.cn'],
    ['https://api.example.com', 'example.com'],
    ['https://api.example.de:8443', 'example.de'],
    // Nothing that others have domains below, too.
    ['https://api.com', 'api.com'],
    ['https://api.co.uk', 'api.co.uk'],
    ['https://api.com.au', 'api.com.au'],
    ['https://cloudfoundry.example.com', 'cloudfoundry.example.com'],
    ['http://127.0.0.1:1234', '127.0.0.1'],
    ['http://[::1]:1234', '[::1]'],
    ['http://localhost:1234', 'localhost'],
    ['http://api.localhost', 'api.localhost'],
  ])('at %s is %s', (origin, domain) => {
    expect(domainOf(origin)).toBe(domain);
  });
});

describe('a host', () => {
  const domains = ['cf.eu10.hana.ondemand.com', '127.0.0.1'];
  it.each([
    ['https://uaa.cf.eu10.hana.ondemand.com', true],
    ['https://UAA.CF.eu10.hana.ondemand.com:8443', true],
    ['https://cf.eu10.hana.ondemand.com', true],
    ['http://127.0.0.1:9', true],
    ['https://uaa.cf.eu20.hana.ondemand.com', false],
    ['https://evilcf.eu10.hana.ondemand.com', false],
    ['https://cf.eu10.hana.ondemand.com.evil.example', false],
    ['https://uaa.cf.eu10.hana.ondemand.com.', false],
    ['https://evil.example', false],
    ['http://127.0.0.2:9', false],
    ['http://localhost:9', false],
    ['http://1.127.0.0.1.example', false],
  ])('%s within the landscape: %s', (origin, within) => {
    expect(isWithin(origin, domains)).toBe(within);
  });
});

describe('the property', () => {
  it.each([
    ['uaa.example.com', ['uaa.example.com']],
    [' Auth.Example.org, uaa.example.com ', ['auth.example.org', 'uaa.example.com']],
    ['', []],
    ['10.0.0.1', ['10.0.0.1']],
    ['https://uaa.example.com', undefined],
    ['*.example.com', undefined],
    ['.example.com', undefined],
    ['a..b', undefined],
  ])('%j is %j', (text, domains) => {
    expect(parseDomains(text)).toEqual(domains);
  });
});
