// breaks: module-door
import './domain/line.ts';
