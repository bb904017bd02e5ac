// breaks: process
import type { Anything } from '../../modules/inventory/domain/shelf.ts';
export type Kept = Anything;
