/** Bytes of the largest request body that can be allowed: the proxy has room for as much on its way at once, and not for more. */
export const LARGEST_BODY = 32 * 1024 * 1024;
