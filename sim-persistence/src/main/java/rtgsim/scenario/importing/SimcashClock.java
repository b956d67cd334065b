package rtgsim.scenario.importing;

/// The ticks of a SimCash scenario.
///
/// @param ticks of the whole run
record SimcashClock(long ticksPerDay, long ticks) {}
