import { Type } from '@sinclair/typebox';
import type { App, Gateway } from '../dependencies.ts';
import { SOON } from '../errors.ts';
import { Problem } from '../problem.ts';
import { PROBLEM_SLUGS, PROBLEM_TYPES, problemUrn } from '../problem-types.ts';
import { HealthRef, ProblemTypesRef } from '../schemas/operations.ts';

// What whoever runs the process asks of it: is it there, is it ready, how is it doing, what does it speak.

const tags = ['Process'];
/** Whoever looks after processes has no credentials, and is told no more than what is not ready. */
const FOR_PROBES = { public: true, unlimited: true } as const;

export function processRoutes(app: App, gateway: Gateway): void {
  for (const [url, operationId] of [
    ['/health', 'health'],
    ['/health/live', 'healthLive'],
  ] as const) {
    app.get(
      url,
      {
        schema: { operationId, summary: 'The process runs', tags, response: { 200: HealthRef } },
        config: FOR_PROBES,
      },
      async () => ({ status: 'ok' }),
    );
  }
  app.get(
    '/health/ready',
    {
      schema: {
        operationId: 'healthReady',
        summary: 'The process can take orders',
        tags,
        response: { 200: HealthRef },
      },
      config: { problems: ['not_ready'], ...FOR_PROBES },
    },
    async () => {
      const { ready, notReady } = await gateway.readiness();
      if (ready) return { status: 'ready' };
      const detail = notReady.length === 0 ? 'The process is not ready.' : `Not ready: ${notReady.join(', ')}.`;
      throw new Problem('not_ready', detail, { members: { not_ready: notReady }, headers: SOON });
    },
  );
  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'metrics',
        summary: 'Metrics, for Prometheus',
        tags,
        response: {
          200: { description: 'Text exposition format', content: { 'text/plain': { schema: Type.String() } } },
        },
      },
      config: { unlimited: true },
    },
    async (_request, reply) => {
      const text = await gateway.registry.metrics();
      return reply.header('content-type', gateway.registry.contentType).send(text);
    },
  );
  documentRoutes(app, gateway);
}

function documentRoutes(app: App, { asyncApi }: Gateway): void {
  const types = PROBLEM_SLUGS.map((slug) => ({ type: problemUrn(slug), code: slug, ...PROBLEM_TYPES[slug] }));
  app.get(
    '/problems',
    {
      schema: {
        operationId: 'listProblems',
        summary: 'Every type of problem',
        tags,
        response: { 200: ProblemTypesRef },
      },
    },
    async () => ({ data: types }),
  );
  app.get(
    '/asyncapi.json',
    {
      schema: {
        operationId: 'asyncapi',
        summary: 'The events that the shop publishes, and who listens',
        tags,
        response: { 200: { description: 'AsyncAPI 3.0', content: { 'application/json': { schema: Type.Any() } } } },
      },
    },
    async () => asyncApi,
  );
  let written: string | undefined;
  app.get(
    '/openapi.json',
    {
      schema: {
        operationId: 'openapi',
        summary: 'This document',
        tags,
        response: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: Type.Any() } } } },
      },
    },
    async (_request, reply) => {
      written ??= JSON.stringify(app.swagger());
      return reply
        .header('content-type', 'application/json')
        .serializer((text: string) => text)
        .send(written);
    },
  );
}
