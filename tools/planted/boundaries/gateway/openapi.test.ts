import './server.ts';
import '@redocly/openapi-core';
import 'vitest';
