#!/usr/bin/env node
// Nothing is imported before the check: an older Node could not even load it.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  const { main } = await import('./main.ts');
  await main(process.argv);
} else {
  process.stderr.write(`agentwire needs Node 22.18 or later; this is Node ${process.versions.node}.\n`);
  process.exitCode = 1;
}

export {};
