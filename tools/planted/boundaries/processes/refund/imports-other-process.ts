// breaks: process
import '../checkout/door.ts';
