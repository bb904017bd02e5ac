import '../tables.ts';
import '../../../platform/testing/scenario.ts';
import 'vitest';
export const given = 1;
export type GivenType = number;
