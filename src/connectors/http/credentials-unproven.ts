/** How many requests prove credentials of which nobody knows yet whether they are right, and what all others are told meanwhile. */
import { IpsProxyError } from '../../errors.ts';

/** Requests with unverified credentials of which nobody knows the answer: with two to spare for people who try. */
export const MOST_UNANSWERED = 3;
/** Milliseconds of silence after which the next one of them goes ahead. */
export const SILENCE = 1_000;
/** Milliseconds after which the backend is taken to have forgotten a request that it never answered. */
export const FORGOTTEN = 60_000;

/** A request was not sent because the backend has not answered those that went ahead. */
export class CredentialsUnproven extends IpsProxyError {
  /** When to come back. */
  readonly seconds = 5;

  constructor() {
    super('UPSTREAM_CREDENTIALS_UNPROVEN', 'the backend has answered no request with these credentials yet');
  }
}
