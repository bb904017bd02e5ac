// breaks: module-domain
import 'node:crypto';
