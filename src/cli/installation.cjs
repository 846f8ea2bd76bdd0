/**
 * Loaded before every command (`node --require`): without a Node.js that runs the sources as they are, or without the
 * libraries, no command gets as far as to say so itself. CommonJS, which older versions understand.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '../..');
const { engines, dependencies } = require('../../package.json');

/** `>=22.19` → `22.19` */
const least = engines.node.replace('>=', '');
const missing = Object.keys(dependencies).filter((name) => !existsSync(join(root, 'node_modules', name)));

if (isOlder(process.version.slice(1), least)) {
  end(
    `ipsproxy needs Node.js ${least} or later, and ${process.execPath} is ${process.version}: run "npm ci" without --omit=dev, which brings the Node.js it is tested with, or put a newer one first in PATH.`,
  );
} else if (missing.length > 0) {
  end(`Libraries that ipsproxy needs are not installed (${missing.join(', ')}): run "npm ci" in ${root}.`);
}

/** @param {string} version @param {string} than both with dots */
function isOlder(version, than) {
  const [major, minor] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = than.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** @param {string} message */
function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
