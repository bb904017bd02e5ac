import { Type } from '@sinclair/typebox';
import type { App, Gateway } from '../dependencies.ts';
import { SOON } from '../errors.ts';
import { Problem } from '../problem.ts';
import { IdParams } from '../schemas/building-blocks.ts';
import { sendStream } from '../send-stream.ts';
import { existingSale } from './sales.ts';

export function saleEventRoutes(app: App, gateway: Gateway): void {
  app.get(
    '/sales/:id/events',
    {
      schema: {
        operationId: 'followSale',
        summary: 'What is left of a sale, as it happens',
        description:
          'Server-sent events named `sale`: state and remaining units, whole each time. Ends when the sale does.',
        tags: ['Sales'],
        params: IdParams,
        response: { 200: { description: 'The stream', content: { 'text/event-stream': { schema: Type.String() } } } },
      },
      config: { problems: ['not_found'] },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const stream = gateway.saleFeed.follow(await existingSale(gateway, request.params.id));
      if (stream === undefined) {
        throw new Problem('overloaded', 'Too many clients follow sales. Try again soon.', { headers: SOON });
      }
      return sendStream(reply, stream);
    },
  );
}
