/// Turns what other simulators are given into scenarios of ours, and says of every key what became of it.
///
/// Each foreign format has its class, which reads a tree with places, writes a [rtgsim.scenario.importing.Draft] and judges key by key; what it does not judge is
/// reported as unknown, so that nothing can be left out unseen. The result is read by our own reader before it is kept.
@NullMarked
package rtgsim.scenario.importing;

import org.jspecify.annotations.NullMarked;
