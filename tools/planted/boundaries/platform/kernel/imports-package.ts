// breaks: kernel
import 'pg';
