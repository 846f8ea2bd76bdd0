/** PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}
