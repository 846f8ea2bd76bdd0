/** What everybody may read: the root document, the list of resources and the description of the platform. */
import type { StandInAnswer } from '../../kit/message.ts';
import type { Landscape } from '../landscape.ts';
import { ccAnswer } from './answer.ts';

const VERSION = '3.194.0';

/** Everything a client has to know to find the UAA. UAA and Cloud Controller share one address here. */
export function rootDocument({ url, domain }: Landscape): StandInAnswer {
  return ccAnswer(200, {
    links: {
      self: { href: url },
      cloud_controller_v3: { href: `${url}/v3`, meta: { version: VERSION } },
      network_policy_v0: { href: `${url}/networking/v0/external` },
      network_policy_v1: { href: `${url}/networking/v1/external` },
      login: { href: url },
      uaa: { href: url },
      credhub: null,
      routing: null,
      logging: { href: `wss://doppler.${domain}:443` },
      log_cache: { href: `https://log-cache.${domain}` },
      log_stream: { href: `https://log-stream.${domain}` },
      app_ssh: {
        href: `ssh.${domain}:2222`,
        meta: {
          host_key_fingerprint: 'SGVsbG8gZnJvbSBhIHNhbmRib3ggdGhhdCBoYXMgbm8gU1NI',
          oauth_client: 'ssh-proxy',
        },
      },
      cloud_controller_v2: { href: `${url}/v2`, meta: { version: '2.259.0' } },
    },
  });
}

export function resourceLinks({ url }: Landscape): StandInAnswer {
  const names = ['info', 'jobs', 'organizations', 'roles', 'spaces', 'users'];
  return ccAnswer(200, {
    links: {
      self: { href: `${url}/v3` },
      ...Object.fromEntries(names.map((name) => [name, { href: `${url}/v3/${name}` }])),
    },
  });
}

export function platformInfo({ url, domain, settings }: Landscape): StandInAnswer {
  return ccAnswer(200, {
    build: '',
    cli_version: { minimum: '', recommended: '' },
    custom: {},
    description: 'Cloud Foundry sandbox',
    name: domain,
    version: 0,
    osbapi_version: '2.15',
    rate_limits: {
      enabled: settings.rateLimit !== undefined,
      // Of one of several processes, and therefore not what the headers say.
      general_limit: Math.ceil((settings.rateLimit ?? 0) / 10),
      reset_interval_in_minutes: settings.rateLimitMinutes,
    },
    links: { self: { href: `${url}/v3/info` }, support: { href: '' } },
  });
}
