// How `make lint` reads the scripts of the pages: modules in a browser, with Leaflet before them.

import js from '@eslint/js';
import globals from 'globals';

export default [
  {
    ...js.configs.recommended,
    files: ['geo/web/static/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: { ...globals.browser, L: 'readonly' } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    // The script of folium's maps is no module: what stands at its top is there for folium's own scripts.
    files: ['geo/web/static/offline.js'],
    languageOptions: { sourceType: 'script' },
    rules: { 'no-unused-vars': ['error', { vars: 'local' }] },
  },
];
