import { defineConfig } from 'vitest/config';

// One server and one browser at a time: the machines that this runs on have two cores.
export default defineConfig({
  test: {
    dir: 'test/browser',
    globalSetup: 'test/browser/house.ts',
    fileParallelism: false,
    // On a machine that others use too, a browser test may meet a pause nobody can test for. A second try is printed, never silent.
    retry: process.env['CI'] ? 2 : 0,
    // Long, since the machine may have much else to do; what must be fast is measured, not timed out.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
