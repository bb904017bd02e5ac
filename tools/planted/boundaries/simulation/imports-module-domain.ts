// breaks: simulation
import '../modules/inventory/domain/shelf.ts';
