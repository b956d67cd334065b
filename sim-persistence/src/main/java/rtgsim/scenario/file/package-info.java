/// Reads scenarios from YAML and JSON, strictly: every error at once, each with its place, what was seen and what is allowed.
///
/// Text becomes a tree with places ([rtgsim.scenario.file.Node]), `--set` changes the tree, the one table of keys ([rtgsim.scenario.file.Schema]) gives it types
/// and defaults, and what holds between keys is checked last. Records are built only from what has passed.
@NullMarked
package rtgsim.scenario.file;

import org.jspecify.annotations.NullMarked;
