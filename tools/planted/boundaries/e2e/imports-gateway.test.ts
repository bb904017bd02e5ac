// breaks: e2e-tests
import '../gateway/server.ts';
