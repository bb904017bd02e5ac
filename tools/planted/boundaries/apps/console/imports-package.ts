// breaks: pages
import { Client } from 'pg';
export const kept = Client;
