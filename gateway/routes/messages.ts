import { staffOnly } from '../access.ts';
import type { App, Gateway } from '../dependencies.ts';
import { MessageDepthsRef, TopicList } from '../schemas/messages.ts';

const tags = ['Messages'];

export function messageRoutes(app: App, gateway: Gateway): void {
  const { messageFlow, clock } = gateway;
  const secondsSince = (ms: number | undefined): number =>
    ms === undefined ? 0 : Math.max(0, clock.nowMs() - ms) / 1_000;

  app.get(
    '/topics',
    {
      schema: {
        operationId: 'listTopics',
        summary: 'Events, who tells of each and who hears of it',
        description: 'Drawn from the contracts, as `GET /asyncapi.json` is.',
        tags,
        response: { 200: TopicList },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async () => ({
      data: messageFlow.topics.map(({ type, publisher, fields, consumers, forOutsiders }) => ({
        type,
        publisher,
        fields: [...fields],
        consumers: [...consumers],
        for_outsiders: forOutsiders ?? null,
      })),
    }),
  );
  app.get(
    '/messages/depths',
    {
      schema: {
        operationId: 'getMessageDepths',
        summary: 'How many messages wait, and for how long',
        tags,
        response: { 200: MessageDepthsRef },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async () => {
      const { consumers, outboxes } = await messageFlow.depths();
      return {
        consumers: consumers.map(({ consumer, messages, oldestMs, retrying, dead }) => ({
          consumer,
          waiting: messages,
          oldest_seconds: secondsSince(oldestMs),
          retrying,
          dead,
        })),
        outboxes: outboxes.map(({ module, records, oldestMs, refused }) => ({
          module,
          records,
          oldest_seconds: secondsSince(oldestMs),
          refused,
        })),
      };
    },
  );
}
