import { honestWrites } from '../support/honest-writes.ts';

honestWrites('v2');
