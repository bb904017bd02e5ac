import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

// The pages: a document for each application, what they share in chunks of its own. They are served by the gateway,
// whose policy lets nothing run or look like anything that is not a file of ours: so nothing is inlined.

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const SHOP = 'http://127.0.0.1:8080';

/** `npm run pages` serves the documents where the gateway does. */
const routes: Plugin = {
  name: 'routes-of-the-gateway',
  configureServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      const path = request.url ?? '';
      if (/^\/(?:\?|$)|^\/shop(?:[/?]|$)/.test(path)) request.url = '/storefront/index.html';
      else if (/^\/console(?:\/(?!main|index)[^.]*)?(?:\?|$)/.test(path)) request.url = '/console/index.html';
      next();
    });
  },
};

export default defineConfig({
  root: at('apps'),
  publicDir: false,
  plugins: [routes],
  // The same parser and writer, with what they need of Node brought along.
  resolve: {
    alias: {
      'csv-parse/sync': 'csv-parse/browser/esm/sync',
      'csv-stringify/sync': 'csv-stringify/browser/esm/sync',
    },
  },
  server: { port: 5173, proxy: { '/v1': SHOP } },
  build: {
    outDir: at('dist/pages'),
    emptyOutDir: true,
    target: 'es2022',
    // Colours are written with light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { storefront: at('apps/storefront/index.html'), console: at('apps/console/index.html') },
    },
  },
});
