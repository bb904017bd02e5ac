// breaks: gateway
import '../apps/host/host.ts';
