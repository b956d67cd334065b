/// A second opinion on a finished run: it rebuilds the state of every tick from header and log, and says where the log breaks a rule.
///
/// Written from the rule book, it shares nothing with the engine but the scenario, the events and their header.
@NullMarked
package rtgsim.replay;

import org.jspecify.annotations.NullMarked;
