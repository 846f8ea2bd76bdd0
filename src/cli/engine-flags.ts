/**
 * Flags of V8 whose defaults do not suit a proxy under load, set before anything is compiled.
 *
 * Pretenuring: where many of a literal's objects once outlived a collection, V8 makes all later ones in the old space. Under the
 * first load, with little space for new objects and many requests at once, that happens to what every request makes; each of
 * these objects then keeps, until the next collection of everything, whatever new ones it refers to: ten times as much is copied.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-allocation-site-pretenuring');
