// breaks: pages
import type { Anything } from '../../gateway/server.ts';
export type Kept = Anything;
