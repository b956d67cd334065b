/// What a run is given: records, checked when built.
///
/// A [rtgsim.scenario.Scenario] is the scenario file after defaults, without its text. Constructors refuse what cannot be and say what they saw; the edges
/// check the same things first, with line and column.
@NullMarked
package rtgsim.scenario;

import org.jspecify.annotations.NullMarked;
