/** For `node --import`: when the process ends, writes what it has loaded to the file that `LOADED` names, a URL or name a line. */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const loaded: string[] = [];
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url);
    return nextLoad(url, context);
  },
});
process.on('exit', () => {
  // Not documented, and the only list of what Node.js loads of its own: `NativeModule internal/…`.
  const { moduleLoadList } = process as typeof process & { moduleLoadList: readonly string[] };
  writeFileSync(process.env['LOADED'] ?? '', [...loaded, ...moduleLoadList].join('\n'));
});
