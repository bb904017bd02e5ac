import '../store/store.ts';
import 'vitest';
export const scenario = 1;
export type ScenarioType = number;
