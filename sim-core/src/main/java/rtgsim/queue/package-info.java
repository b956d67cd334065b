/// Internal and central queues, entry, the pass and finality.
@NullMarked
package rtgsim.queue;

import org.jspecify.annotations.NullMarked;
