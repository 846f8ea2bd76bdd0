/**
 * Loaded before every command, by `node --require` and as its first import: without a Node.js that runs the sources as they
 * are, or without the libraries, no command gets as far as to say so itself. CommonJS, which older versions understand.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '../..');
/** Not of a package that npm installed. */
const isProject = existsSync(join(root, 'package-lock.json'));
const { engines, dependencies } = require('../../package.json');

/** `^22.19 || >=23.10` → [['^', '22.19'], ['>=', '23.10']] */
const ranges = engines.node.split(' || ').map((range) => /^(\^|>=)(.*)$/.exec(range).slice(1));
/** npm may put the libraries of a package beside it. */
const missing = Object.keys(dependencies).filter(
  (name) => !require.resolve.paths(name).some((folder) => existsSync(join(folder, name))),
);

if (!ranges.some(([kind, least]) => isIn(process.version.slice(1), kind, least))) {
  const supported = ranges.map(([kind, least]) =>
    kind === '^' ? `${least} or a later ${least.split('.')[0]}` : `${least} or later`,
  );
  const advice = isProject
    ? 'run "npm ci" without --omit=dev, which brings the Node.js it is tested with, or put a newer one first in PATH.'
    : 'put a newer one first in PATH.';
  end(
    `ipsproxy needs Node.js ${supported.join(', or ')}, and ${process.execPath} is ${process.version}: ${advice}`,
  );
} else if (missing.length > 0) {
  const advice = isProject ? `run "npm ci" in ${root}.` : `install the package again, it is in ${root}.`;
  end(`Libraries that ipsproxy needs are not installed (${missing.join(', ')}): ${advice}`);
}

/** @param {string} version @param {string} kind @param {string} least both with dots */
function isIn(version, kind, least) {
  const [major, minor] = version.split('.').map(Number);
  const [leastMajor, leastMinor = 0] = least.split('.').map(Number);
  if (major !== leastMajor) return kind === '>=' && major > leastMajor;
  return minor >= leastMinor;
}

/** @param {string} message */
function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
