// breaks: kernel
import 'node:crypto';
