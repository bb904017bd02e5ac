// breaks: design
import { call } from '../api/call.ts';
export const kept = call;
