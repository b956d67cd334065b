package rtgsim.ffm;

/// Why the native engine cannot be had here; the message is one line for people.
final class Unusable extends Exception {

    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
        super(reason);
    }

    Unusable(String reason, Throwable cause) {
        super(reason, cause);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
