// breaks: view
import 'node:fs';
