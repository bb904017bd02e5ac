// breaks: web
import { ids } from '../../../platform/kernel/ids.ts';
export const kept = ids;
