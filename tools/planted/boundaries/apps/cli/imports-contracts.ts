// breaks: cli
import '../../contracts/gen/inventory.ts';
