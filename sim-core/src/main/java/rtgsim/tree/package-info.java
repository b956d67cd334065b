/// The language of decision trees: its fields and actions, and trees as their authors wrote them, checked when built. It depends on nothing else.
@NullMarked
package rtgsim.tree;

import org.jspecify.annotations.NullMarked;
