#!/usr/bin/env node
// Runs the program that the package carries for this system, with what was given here, and ends as it ends.
'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const system = `${process.platform}-${process.arch}`;
const program = join(__dirname, 'bin', system, process.platform === 'win32' ? 'taglint.exe' : 'taglint');
if (!existsSync(program)) {
  console.error(`error: this package has no taglint for ${system}; install it with pip or cargo instead`);
  process.exit(2);
}
const run = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' });
if (run.error) {
  console.error(`error: ${program} does not start: ${run.error.message}`);
  process.exit(2);
}
// As shells tell it: a program that a signal ended.
if (run.signal) process.kill(process.pid, run.signal);
process.exit(run.status ?? 2);
