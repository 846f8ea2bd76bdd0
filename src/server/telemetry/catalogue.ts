/** Every metric of the proxy. The table in docs/observability.md is made of this (`npm run docs:metrics`). */
import { counter, gauge, histogram, tallied } from '../../telemetry/metrics/definitions.ts';

/**
 * The label with the id of a system; empty where a request is about none that is configured. Only whoever may see ids gets it.
 * No other label has anything that an administrator or a client has chosen but names of entity types and of properties.
 */
export const SYSTEM = 'system';

/** Seconds: from what a cache answers to what `ipsproxy.timeout` ends. */
const DURATIONS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export const METRICS = {
  // Clients
  requests: tallied(
    'ipsproxy_requests_total',
    'Requests of clients, by what was asked for and the status of the answer; 499: the client did not wait for it.',
    [SYSTEM, 'operation', 'status'],
  ),
  refused: counter(
    'ipsproxy_refused_requests_total',
    'What never became a request, by the status of the answer: no HTTP, headers not finished in time, too many connections.',
    ['status'],
  ),
  requestDuration: histogram(
    'ipsproxy_request_duration_seconds',
    'How long requests of clients took, until the answer was out.',
    [SYSTEM, 'operation'],
    DURATIONS,
  ),
  requestsInFlight: gauge('ipsproxy_requests_in_flight', 'Requests of clients whose answer is not out yet.'),
  requestsUnderWay: gauge(
    'ipsproxy_requests_under_way',
    'Requests that a system does at the moment (limits.concurrency).',
    [SYSTEM],
  ),
  requestsWaiting: gauge(
    'ipsproxy_requests_waiting',
    'Requests that wait until their system has a place for them (limits.queue).',
    [SYSTEM],
  ),
  bulkOperations: counter('ipsproxy_bulk_operations_total', 'Operations in Bulk requests, by result.', [
    SYSTEM,
    'result',
  ]),
  logonFailures: counter(
    'ipsproxy_logon_failures_total',
    'Requests that nobody was let in with, by scheme and reason.',
    ['scheme', 'reason'],
  ),
  limited: counter(
    'ipsproxy_limited_requests_total',
    'Requests refused because of a limit: of the technical user, of the system, or of what it does at once.',
    ['limit'],
  ),
  requestsPerMinuteLimit: gauge(
    'ipsproxy_requests_per_minute_limit',
    'Requests that all clients together may make of a system within a minute (limits.requestsPerMinute).',
    [SYSTEM],
  ),

  // Backends
  attempts: tallied(
    'ipsproxy_upstream_attempts_total',
    'Requests that went to a connection to a backend, each repetition too, by status of the answer or reason of the failure.',
    [SYSTEM, 'purpose', 'method', 'outcome'],
  ),
  attemptsPerMinuteLimit: gauge(
    'ipsproxy_upstream_attempts_per_minute_limit',
    'Requests that the proxy sends to a backend within a minute at most, where the properties of the system set a limit.',
    [SYSTEM],
  ),
  attemptDuration: histogram(
    'ipsproxy_upstream_attempt_duration_seconds',
    'How long such requests took.',
    [SYSTEM, 'purpose', 'method'],
    DURATIONS,
  ),
  retries: counter(
    'ipsproxy_upstream_retries_total',
    'Requests that were sent to a backend again, by status or reason of what came before.',
    [SYSTEM, 'cause'],
  ),
  breakerState: gauge(
    'ipsproxy_breaker_state',
    'Circuit breaker of a backend: 0 closed, 1 half-open (one request tries), 2 open (requests are refused); of several the worst.',
    [SYSTEM, 'purpose'],
    'max',
  ),
  breakerRefusals: counter(
    'ipsproxy_breaker_refusals_total',
    'Requests that were not sent to a backend, as its circuit breaker was open.',
    [SYSTEM, 'purpose'],
  ),
  upstreamRequests: gauge(
    'ipsproxy_upstream_requests',
    'Requests to backends that are on a connection (under_way), or wait for one (waiting).',
    [SYSTEM, 'purpose', 'state'],
  ),
  tokenFetches: counter('ipsproxy_token_fetches_total', 'Access tokens asked for, by result.', [
    SYSTEM,
    'result',
  ]),
  cacheLookups: tallied('ipsproxy_cache_lookups_total', 'Looks at what is kept of a backend, by result.', [
    SYSTEM,
    'cache',
    'result',
  ]),

  // Transformations
  failedReads: counter(
    'ipsproxy_failed_reads_total',
    'Entities left out of lists because their read transformation failed.',
    [SYSTEM],
  ),
  transformationFailures: counter(
    'ipsproxy_transformation_failures_total',
    'Entities that a transformation could not process, by direction: of reads, those shown alone too.',
    [SYSTEM, 'entity_type', 'direction', 'kind'],
  ),
  hiddenReads: counter(
    'ipsproxy_hidden_reads_total',
    'Entities that the condition of their read transformation kept from clients.',
    [SYSTEM, 'entity_type'],
  ),
  skippedOperations: counter(
    'ipsproxy_skipped_operations_total',
    'Writes answered without touching the backend because of skipOperations.',
    [SYSTEM],
  ),
  guardRefusals: counter(
    'ipsproxy_deletion_guard_refusals_total',
    'Changes that deletion guards did not let through.',
    [SYSTEM],
  ),
  guardTripped: gauge(
    'ipsproxy_deletion_guard_tripped',
    'Systems whose deletion guard lets nothing be taken away until somebody looks.',
    [SYSTEM],
  ),

  // The proxy
  systems: gauge('ipsproxy_systems', 'Systems of the configuration, by state: serving, broken, disabled.', [
    SYSTEM,
    'state',
  ]),
  reloads: counter('ipsproxy_reloads_total', 'Reloads of the configuration, by result.', ['result']),
  lastReload: gauge(
    'ipsproxy_config_last_reload_successful',
    '1: the last reload was taken over, or there was none; 0: it was refused, and the configuration from before is in use.',
  ),
  lastReloadTime: gauge(
    'ipsproxy_config_last_reload_success_timestamp_seconds',
    'When the configuration in use was loaded.',
  ),
  certificateExpiry: gauge(
    'ipsproxy_certificate_expiry_timestamp_seconds',
    'When a certificate ends, by the property or setting that it comes from; of several the first one.',
    [SYSTEM, 'property'],
    'min',
  ),
  revocationListExpiry: gauge(
    'ipsproxy_revocation_list_expiry_timestamp_seconds',
    'When the first of the revocation lists in use should be renewed.',
    ['property'],
  ),
  stateAvailable: gauge(
    'ipsproxy_state_available',
    '1: what is remembered can be reached; 0: it cannot, and each instance counts for itself.',
  ),
  auditLines: counter('ipsproxy_audit_lines_total', 'Lines written to the audit log.'),
  auditFailures: counter('ipsproxy_audit_failures_total', 'Attempts to write to the audit log that failed.'),
  overload: gauge(
    'ipsproxy_overload',
    '1: the process has more to do than it gets done, and refuses new requests (server.overload).',
  ),
  overloadRefusals: counter(
    'ipsproxy_overload_refusals_total',
    'Requests refused because the process has too much to do.',
  ),
  draining: gauge('ipsproxy_draining', '1: the proxy stops, and takes no new requests.'),
  buildInfo: gauge('ipsproxy_build_info', 'Always 1; which version of the proxy and of Node.js.', [
    'version',
    'node_version',
  ]),
} as const;
