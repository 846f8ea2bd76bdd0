/** The client certificates that the systems of one configuration use now, for whoever watches when they expire. */
export interface UsedCertificate {
  readonly systemId: string;
  /** The property that it comes from. */
  readonly property: string;
  /** `CN=client, O=Example`. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

export interface CertificateHolder {
  /** Absent: there is none. */
  readonly used: UsedCertificate | undefined;
  /** Looks at its files, as each new connection does. Reports itself what is wrong with them. */
  refresh(): Promise<void>;
}

export class ClientCertificates {
  readonly #holders = new Set<CertificateHolder>();

  add(holder: CertificateHolder): void {
    this.#holders.add(holder);
  }

  async refresh(): Promise<void> {
    await Promise.all([...this.#holders].map((holder) => holder.refresh()));
  }

  get used(): readonly UsedCertificate[] {
    return [...this.#holders].flatMap(({ used }) => used ?? []);
  }
}
