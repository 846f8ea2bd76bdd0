/** Answers for people with a browser, which programs get to see as well. */
import type { StandInAnswer, StandInRequest } from '../../../kit/message.ts';
import { readAccept, wantsJsonPage } from './accept.ts';

/** A page of the web server itself, for what never reached the UAA. */
export function webServerPage(status: number): StandInAnswer {
  return html(status, 'text/html;charset=utf-8');
}

/**
 * A page of the UAA. To whoever prefers JSON it says only what it would tell a reader: its sentence as a text, or an
 * empty object.
 */
export function uaaPage(request: StandInRequest, status: number, sentence?: string): StandInAnswer {
  if (!wantsJsonPage(readAccept(request.headers.accept))) return html(status, 'text/html;charset=UTF-8');
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(sentence ?? {}),
  };
}

/** What the firewall says, and to whoever asks for JSON nothing else. */
export function rejectedPage(request: StandInRequest): StandInAnswer {
  return uaaPage(
    request,
    400,
    'The request was rejected because it contained a potentially malicious character.',
  );
}

/** The UAA takes every path that is no endpoint for a page of its web interface. */
export function toLogin(url: string): StandInAnswer {
  return { status: 302, headers: { location: `${url}/login` } };
}

function html(status: number, type: string): StandInAnswer {
  return {
    status,
    headers: { 'content-type': type },
    body: `<!doctype html><html lang="en"><head><title>HTTP Status ${status}</title></head><body><h1>HTTP Status ${status}</h1></body></html>`,
  };
}
