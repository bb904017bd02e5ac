// breaks: view
import '../audit/door.ts';
