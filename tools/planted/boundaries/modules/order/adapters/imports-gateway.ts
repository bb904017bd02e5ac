// breaks: module-wiring
import '../../../gateway/server.ts';
