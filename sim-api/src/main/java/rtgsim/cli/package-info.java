/// The command line: parses, calls the application layer, formats.
@NullMarked
package rtgsim.cli;

import org.jspecify.annotations.NullMarked;
