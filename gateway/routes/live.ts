import { staffOnly } from '../access.ts';
import type { App, Gateway } from '../dependencies.ts';
import { SOON } from '../errors.ts';
import { Problem } from '../problem.ts';
import { LiveHistory } from '../schemas/live.ts';
import { sendStream } from '../send-stream.ts';

export function liveRoutes(app: App, { liveFeed }: Gateway): void {
  app.get(
    '/admin/live',
    {
      schema: {
        operationId: 'followShop',
        summary: 'What the shop does, a sample a second',
        description:
          'Server-sent events: first `history`, the samples of the last quarter of an hour (after a lost connection ' +
          'those since), as `{"samples": [...]}`; then `sample`, a LiveSample, every second. Rates, durations and ' +
          'running sagas are those of the process that answers; what waits and what is parked is that of its databases.',
        tags: ['Process'],
        response: {
          200: {
            description: 'The stream; its data are of this shape, or a LiveSample each',
            content: { 'text/event-stream': { schema: LiveHistory } },
          },
        },
      },
      config: { problems: ['forbidden'], reads: ['Last-Event-ID'] },
      exposeHeadRoute: false,
      onRequest: staffOnly,
    },
    async (request, reply) => {
      const stream = liveFeed.follow(lastSeen(request.headers['last-event-id']));
      if (stream === undefined) {
        throw new Problem('overloaded', 'Too many clients watch the shop. Try again soon.', { headers: SOON });
      }
      return sendStream(reply, stream);
    },
  );
}

function lastSeen(header: string | string[] | undefined): number {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0;
}
