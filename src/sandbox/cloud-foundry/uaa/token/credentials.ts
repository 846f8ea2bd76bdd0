/** What a user logs in with, as the request has it; `null` where it has none. */
export interface Credentials {
  readonly userName: string | null;
  readonly password: string | null;
}
