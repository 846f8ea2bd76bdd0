/**
 * Node's HTTP server. An `import` of it would load all that it exports, Node's own copy of undici with it, which nobody here
 * uses: some 13 MB, and a twentieth of a second of every start.
 */
export const { createServer, METHODS, STATUS_CODES } = process.getBuiltinModule('node:http');
