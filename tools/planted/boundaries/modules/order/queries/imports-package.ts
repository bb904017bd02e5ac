// breaks: module-decisions
import 'pg';
