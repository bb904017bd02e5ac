// breaks: gateway
import '../views/audit/audit.ts';
