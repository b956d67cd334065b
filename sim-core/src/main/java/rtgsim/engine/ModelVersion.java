package rtgsim.engine;

/// The version of what is simulated: raised whenever any result changes, so that stored runs of different versions are never taken for the same.
public final class ModelVersion {

    public static final int CURRENT = 1;

    private ModelVersion() {}
}
