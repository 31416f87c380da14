/**
 * Runs several small test files in one process, whose start takes longer than most of them.
 * Usage: node group.js <file> …
 */
for (const file of process.argv.slice(2)) await import(new URL(file, import.meta.url).href);
