import type { GenerationStatus, ProjectionStatus } from '../../platform/projections/projection-status.ts';
import { staffOnly } from '../access.ts';
import type { App, Gateway } from '../dependencies.ts';
import { idempotent } from '../idempotent.ts';
import { onRecord } from '../operator-actions.ts';
import { bodyIsOptional } from '../optional-body.ts';
import { Problem } from '../problem.ts';
import { type ProjectionDocument, ProjectionList, RebuildProjections } from '../schemas/operations.ts';

const tags = ['Views'];

export function projectionRoutes(app: App, gateway: Gateway): void {
  const { projections } = gateway.views;
  app.get(
    '/admin/projections',
    {
      schema: {
        operationId: 'listProjections',
        summary: 'How far the views are',
        tags,
        response: { 200: ProjectionList },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async () => ({ data: (await projections.status()).map(projectionDocument) }),
  );
  app.post(
    '/admin/rebuild-projections',
    {
      schema: {
        operationId: 'rebuildProjections',
        summary: 'Build views anew from their events',
        description:
          'Builds beside what is read, and switches once it has caught up. GET /admin/projections tells how far it is. ' +
          'A view that is being built already goes on.',
        tags,
        body: RebuildProjections,
        response: { 202: ProjectionList },
      },
      config: { problems: ['forbidden', 'unknown_view'], answers: ['Location'] },
      onRequest: staffOnly,
      preValidation: bodyIsOptional,
      ...idempotent(gateway),
    },
    async (request, reply) => {
      const { view, reason } = request.body;
      const names = view === undefined ? projections.names : [existingView(gateway, view)];
      const asked = { action: 'view.rebuild', object: { kind: 'view', id: view ?? '*' }, reason } as const;
      await onRecord(gateway, request, asked, async () => {
        for (const name of names) await projections.rebuild(name);
      });
      reply.code(202).header('location', '/v1/admin/projections');
      return {
        data: await Promise.all(names.map(async (name) => projectionDocument(await projections.statusOf(name)))),
      };
    },
  );
}

/** @throws Problem when there is no such view. */
function existingView({ views }: Gateway, view: string): string {
  const { names } = views.projections;
  if (names.includes(view)) return view;
  const message = `must be one of ${names.join(', ')}`;
  throw new Problem('unknown_view', `There is no view ${JSON.stringify(view)}: /view ${message}.`, {
    errors: [{ path: '/view', message }],
  });
}

function projectionDocument({ name, active, building, error }: ProjectionStatus): ProjectionDocument {
  return {
    name,
    state: stateOf({ active, building, error }),
    ...(active === undefined ? {} : { active: generationDocument(active) }),
    ...(building === undefined ? {} : { building: generationDocument(building) }),
    ...(error === undefined ? {} : { error }),
  };
}

function stateOf({ active, building, error }: Omit<ProjectionStatus, 'name'>): string {
  if (error !== undefined) return 'failing';
  if (active === undefined) return 'building';
  return building === undefined ? 'live' : 'rebuilding';
}

function generationDocument({ generation, positions, heads, lagEvents, lagMs, startedAtMs }: GenerationStatus) {
  return {
    generation,
    position: { ...positions },
    head: { ...heads },
    lag: { events: lagEvents, seconds: lagMs / 1_000 },
    started_at: new Date(startedAtMs).toISOString(),
  };
}
