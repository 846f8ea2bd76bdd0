/**
 * Keeps a wrong password from locking its user at the web proxy, which may be that of a whole company: what a web proxy
 * refused is not shown to it again for a while. Until it has taken credentials once, one connection after the other has
 * them.
 */
import { PROBE_INTERVAL } from '../refusal.ts';
import type { WebProxy } from './way.ts';
import { isLogonRefused } from './web-proxy-error.ts';
import type { Turn, WebProxyLogon, WebProxyRefusal, WebProxyTrouble } from './web-proxy-trouble.ts';

/** Milliseconds for the first time after they had been taken: the user directory behind the web proxy may be down. */
const FIRST_DOUBT = 60_000;

class Logon implements WebProxyLogon {
  readonly #now: () => number;
  #isTaken = false;
  #refused: { readonly trouble: WebProxyRefusal; readonly until: number } | undefined;
  /** Somebody has gone ahead. */
  #isTried = false;
  #waiting: Turn[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  enter(turn: Turn): void {
    const refused = this.#refusal();
    const isUnknown = refused === undefined && !this.#isTaken;
    if (isUnknown && this.#isTried) {
      this.#waiting.push(turn);
      return;
    }
    if (isUnknown) this.#isTried = true;
    turn(refused);
  }

  leave(trouble: WebProxyTrouble | undefined): WebProxyTrouble | undefined {
    let told = trouble;
    if (trouble?.kind === 'refused' && isLogonRefused(trouble)) {
      const length = this.#isTaken ? FIRST_DOUBT : PROBE_INTERVAL;
      if (this.#refusal() === undefined) this.#refused = { trouble, until: this.#now() + length };
      this.#isTaken = false;
      told = this.#refusal();
    } else if (trouble === undefined || trouble.kind === 'refused') {
      // It looks at credentials before it looks at the host.
      this.#isTaken = true;
      this.#refused = undefined;
    }
    this.#isTried = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    // Whoever waited would wait for the same, but for what is about the host that was asked for.
    for (const turn of waiting) turn(this.#isTaken ? undefined : told);
    return told;
  }

  #refusal(): WebProxyTrouble | undefined {
    if (this.#refused === undefined) return undefined;
    const left = this.#refused.until - this.#now();
    return left <= 0 ? undefined : { ...this.#refused.trouble, seconds: Math.ceil(left / 1000) };
  }
}

/** Those of one configuration load; with the next one, credentials that were refused are tried again. */
export class WebProxyLogons {
  readonly #logons = new Map<string, WebProxyLogon>();

  /** @returns nothing where the web proxy gets no credentials */
  of({ origin, credentials }: WebProxy, now: () => number): WebProxyLogon | undefined {
    if (credentials === undefined) return undefined;
    const key = JSON.stringify([origin, credentials.user, credentials.password]);
    const logon = this.#logons.get(key) ?? new Logon(now);
    this.#logons.set(key, logon);
    return logon;
  }
}
