/** Reads where a web proxy is. */
import type { WebProxy } from './way.ts';

/** @returns the web proxy, or what is wrong with the text, which completes a sentence */
export function parseWebProxy(text: string, setBy: string): WebProxy | string {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || url.hostname === '')
    return 'must be the URL of a web proxy such as http://proxy.example.com:8080';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `must begin with http:// or https://: web proxies of another kind (${url.protocol.slice(0, -1)}) are not supported`;
  }
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '') {
    return 'must have scheme, host and port only, such as http://proxy.example.com:8080';
  }
  const { origin, username, password } = url;
  if (username === '' && password === '') return { origin, setBy };
  const credentials = { user: decoded(username), password: decoded(password) };
  return { origin, credentials, setBy };
}

/** What is no percent-encoding is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
