// breaks: gateway
import '@redocly/openapi-core';
