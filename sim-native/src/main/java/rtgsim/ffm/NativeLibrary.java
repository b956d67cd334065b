package rtgsim.ffm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The loaded library and its functions. It stays loaded as long as the process. Whoever runs this grants native access (`--enable-native-access`), as the
/// launcher does.
///
/// All functions but one have the same form, two addresses to 64 bits, since the JVM makes code of its own for each form, which is most of what a first call costs.
final class NativeLibrary {

    private static final FunctionDescriptor FORM =
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS);

    private static final long LONGEST_TEXT = 1 << 16;

    private final Path file;
    private final SymbolLookup functions;
    private final MethodHandle run;
    private final MethodHandle draw;
    private final MethodHandle state;
    private @Nullable MethodHandle runInHeap;

    private NativeLibrary(Path file, SymbolLookup functions) throws IOException, Unusable {
        this.file = file;
        this.functions = functions;
        run = function("rtgsim_run");
        draw = function("rtgsim_flows_draw");
        state = function("rtgsim_state");
        checkLayout();
    }

    /// Unpacks the library of this build into the first folder where it can be loaded from.
    @SuppressWarnings("restricted")
    static NativeLibrary load(PackedLibrary library, List<LibraryFolder> folders) throws Unusable {
        List<String> tried = new ArrayList<>();
        for (LibraryFolder folder : folders) {
            try {
                Path file = folder.place(library);
                try {
                    return new NativeLibrary(file, SymbolLookup.libraryLookup(file, Arena.global()));
                } catch (IllegalArgumentException notLoaded) {
                    folder.takeBack(file);
                    tried.add(folder.path() + " does not let it be loaded (is it mounted noexec?)");
                }
            } catch (IOException refused) {
                tried.add(reason(folder, refused));
            }
        }
        throw new Unusable(
                "the native library could not be loaded: "
                        + String.join("; ", tried)
                        + "; "
                        + LibraryFolder.VARIABLE
                        + " names another folder");
    }

    private static String reason(LibraryFolder folder, IOException refused) {
        if (!(refused instanceof FileSystemException known)) return folder.path() + ": " + refused;
        String why = known.getReason();
        if (why == null)
            why = refused instanceof AccessDeniedException ? "permission denied" : refused.getClass().getSimpleName();
        return known.getFile() + ": " + why;
    }

    /// A library that lays things out otherwise would write beside the columns.
    private void checkLayout() throws IOException, Unusable {
        if (text(call("rtgsim_layout", MemorySegment.NULL)).equals(SharedLayout.described())) return;
        throw new Unusable(
                "the native library lays out its columns otherwise than this version of rtgsim; build both anew");
    }

    @SuppressWarnings("restricted")
    private static String text(long address) {
        return MemorySegment.ofAddress(address).reinterpret(LONGEST_TEXT).getString(0);
    }

    /// What the last panic said and where.
    String lastPanic() {
        long address = call("rtgsim_last_panic", MemorySegment.NULL);
        if (address == 0) return "it left no word";
        String text = text(address);
        call("rtgsim_free_text", MemorySegment.ofAddress(address));
        return text;
    }

    /// Runs ticks as a [SharedLayout#CALL] says and returns the status.
    int run(MemorySegment engine, MemorySegment call) {
        try {
            return (int) (long) run.invokeExact(engine, call);
        } catch (Throwable thrown) {
            throw asUnchecked(thrown);
        }
    }

    /// Draws arrivals as a [SharedLayout#BLOCK] says and returns the status.
    int draw(MemorySegment flows, MemorySegment block) {
        try {
            return (int) (long) draw.invokeExact(flows, block);
        } catch (Throwable thrown) {
            throw asUnchecked(thrown);
        }
    }

    /// A function that is called a few times in a run, of one address.
    long call(String name, MemorySegment argument) {
        try {
            return (long) function(name).invokeExact(argument, MemorySegment.NULL);
        } catch (Throwable thrown) {
            throw asUnchecked(thrown);
        }
    }

    /// Writes the state of an engine between two ticks: balances, then two longs for each queued transaction.
    void state(MemorySegment engine, MemorySegment out) {
        try {
            long _ = (long) state.invokeExact(engine, out);
        } catch (Throwable thrown) {
            throw asUnchecked(thrown);
        }
    }

    /// Made when it is first needed: it has a form of its own.
    @SuppressWarnings("restricted")
    MethodHandle runInHeap() {
        if (runInHeap == null) {
            MemoryLayout[] members =
                    SharedLayout.CALL.memberLayouts().stream()
                            .map(MemoryLayout::withoutName)
                            .toArray(MemoryLayout[]::new);
            FunctionDescriptor form =
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, members).insertArgumentLayouts(0, ValueLayout.ADDRESS);
            runInHeap =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    functions.findOrThrow("rtgsim_run_in_heap"), form, Linker.Option.critical(true));
        }
        return runInHeap;
    }

    @SuppressWarnings("restricted")
    private MethodHandle function(String name) {
        return Linker.nativeLinker().downcallHandle(functions.findOrThrow(name), FORM);
    }

    static RuntimeException asUnchecked(Throwable thrown) {
        if (thrown instanceof RuntimeException known) return known;
        if (thrown instanceof Error error) throw error;
        throw new AssertionError("a C function throws nothing", thrown);
    }

    Path file() {
        return file;
    }
}
