// breaks: tools-tests
import { server } from '../gateway/server.ts';
export const kept = server;
