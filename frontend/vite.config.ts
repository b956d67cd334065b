import { defineConfig } from 'vite';

// The API's content policy is `default-src 'self'`: nothing is inlined into the page, neither script nor style nor image.
export default defineConfig({
  logLevel: process.env['CI'] ? 'warn' : 'info',
  build: {
    target: 'es2023',
    outDir: process.env['RTGSIM_PAGE'] ?? 'target/page',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': process.env['RTGSIM_API'] ?? 'http://127.0.0.1:8080' } },
});
