// breaks: process
import type { Anything } from '../../views/audit/door.ts';
export type Kept = Anything;
