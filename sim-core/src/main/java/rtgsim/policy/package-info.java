/// How agents decide on the transactions in their internal queues.
@NullMarked
package rtgsim.policy;

import org.jspecify.annotations.NullMarked;
