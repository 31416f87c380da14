import { defineConfig } from 'vitest/config';

// one simulator for all test files, which run in parallel
export default defineConfig({ test: { globalSetup: './test/simulator.js' } });
