// breaks: host
import '../cli/main.ts';
