import './module.ts';
import '../../platform/testing/scenario.ts';
import 'vitest';
export const module = 1;
export type ModuleType = number;
