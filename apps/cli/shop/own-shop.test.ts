import { expect, it } from 'vitest';
import { scratchEnvironment } from './own-shop.ts';

it('keeps a scratch shop away from every database and broker that somebody needs', () => {
  const environment = {
    PATH: '/bin',
    DATABASE_URL: 'postgres://live',
    DATABASE_URL_INVENTORY: 'postgres://live',
    INVENTORY_URL: 'http://live',
    REDIS_URL: 'redis://live',
    NATS_URL: 'nats://live',
    AMQP_URL: 'amqp://live',
    HOST: '0.0.0.0',
    PORT: '8080',
    HOLDFAST_DATA: './.holdfast',
    SANDBOX_LATENCY_MS: '20',
  };
  expect(scratchEnvironment(environment, { port: 4711, dataDirectory: '/scratch/data' })).toEqual({
    PATH: '/bin',
    PORT: '4711',
    HOLDFAST_DATA: '/scratch/data',
    LOG_LEVEL: 'error',
    SANDBOX_LATENCY_MS: '20',
  });
});
