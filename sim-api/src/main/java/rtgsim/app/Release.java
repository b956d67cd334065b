package rtgsim.app;

/// Which rtgsim this is.
public final class Release {

    /// That of the build; a test holds it to the one in the POM.
    public static final String VERSION = "0.1.0";

    private Release() {}
}
