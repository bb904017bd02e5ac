// breaks: module-domain
import type { Anything } from '../tables.ts';
export type Kept = Anything;
