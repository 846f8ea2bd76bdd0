/** Where traces go, and which. */
export interface TracingSettings {
  /** Of the collector, OTLP over HTTP, with its path: `http://collector:4318/v1/traces`. */
  readonly url: string;
  readonly protocol: 'http/protobuf' | 'http/json';
  /** On top of those of `OTEL_EXPORTER_OTLP_HEADERS`; secrets as a rule. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sampling: Sampling;
  /** Absent: `OTEL_SERVICE_NAME`, or what `OTEL_RESOURCE_ATTRIBUTES` says, or `ipsproxy`. */
  readonly serviceName: string | undefined;
}

export interface Sampling {
  /** 0 to 1: of the requests for which nobody has decided. */
  readonly ratio: number;
  /** What the client has decided counts for requests that are in a trace already. */
  readonly heedsClient: boolean;
}
