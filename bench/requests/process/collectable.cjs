/**
 * Loaded before a program, with `node --require`: when its parent sends a message, collects all garbage and tells what is still
 * in use. What is resident says little of that: V8 keeps the room that it once took. JavaScript, as memory is measured.
 */
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

process.on('message', ({ id }) => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  process.send({ id, answer: heapUsed + external });
});
// The program ends as it would without a parent.
process.channel.unref();
