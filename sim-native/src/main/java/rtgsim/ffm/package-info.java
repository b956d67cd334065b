/// The engine in native code, behind the FFM API: the library, its place on disk, and the layout that both sides share.
@NullMarked
package rtgsim.ffm;

import org.jspecify.annotations.NullMarked;
