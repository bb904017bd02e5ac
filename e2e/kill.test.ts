import { describe } from 'vitest';
import { losesNothingWhenKilled } from './testing/kills.ts';

describe('a shop that is killed', () => losesNothingWhenKilled('orchestrated', { kills: 20, orders: 3_000 }));
