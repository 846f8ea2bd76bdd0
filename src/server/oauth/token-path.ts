/** Where the proxy issues tokens, behind its URL: the one of two that clients are told. */
export const TOKEN_PATH = '/oauth2/api/v1/token';
