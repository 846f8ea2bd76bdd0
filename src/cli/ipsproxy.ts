#!/usr/bin/env node
/** The command `ipsproxy`; `program.ts` says what it can do. */
import './installation.cjs';

// Loaded only after it is certain that the libraries are there.
const { runProgram } = await import('./program.ts');
await runProgram(process.argv.slice(2));
