// Before the package is packed: puts the program into it, for this system. Builds it, unless TAGLINT_PROGRAM names one
// that is built. Programs that other systems put into bin/ stay, so that a release packs them together.
'use strict';
const { execFileSync } = require('node:child_process');
const { chmodSync, copyFileSync, mkdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const name = process.platform === 'win32' ? 'taglint.exe' : 'taglint';
const version = /^version = "(.+)"$/m.exec(readFileSync(join(root, 'Cargo.toml'), 'utf8'))[1];
if (version !== require('./package.json').version) {
  console.error(`error: Cargo.toml has version ${version}, .npm/package.json another one`);
  process.exit(1);
}
let built = process.env.TAGLINT_PROGRAM;
if (!built) {
  execFileSync('cargo', ['build', '--release', '--locked'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  built = join(process.env.CARGO_TARGET_DIR || join(root, 'target'), 'release', name);
}
const folder = join(__dirname, 'bin', `${process.platform}-${process.arch}`);
mkdirSync(folder, { recursive: true });
copyFileSync(built, join(folder, name));
chmodSync(join(folder, name), 0o755);
