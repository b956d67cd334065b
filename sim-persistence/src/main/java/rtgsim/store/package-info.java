/// Runs at rest: one DuckDB file per simulation, its manifest and its seal, the thread that writes it and the queries that read it.
@NullMarked
package rtgsim.store;

import org.jspecify.annotations.NullMarked;
