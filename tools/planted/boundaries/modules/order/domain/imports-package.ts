// breaks: module-domain
import 'pg';
