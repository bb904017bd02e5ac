// breaks: module-domain
import '../../inventory/domain/shelf.ts';
