/// What can be done with simulations, written once; the command line and HTTP only parse and format.
@NullMarked
package rtgsim.app;

import org.jspecify.annotations.NullMarked;
