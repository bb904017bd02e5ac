import { describe } from 'vitest';
import { losesNothingWhenKilled } from './testing/kills.ts';

// What a kill costs is the start after it, which both checkouts have in common: fewer of them here.
describe('a shop that is killed, its checkout choreographed', () =>
  losesNothingWhenKilled('choreographed', { kills: 4, orders: 800 }));
