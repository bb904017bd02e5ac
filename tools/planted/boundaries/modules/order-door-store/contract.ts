// breaks: module-door
import type { Anything } from '../../platform/store/store.ts';
export type Kept = Anything;
