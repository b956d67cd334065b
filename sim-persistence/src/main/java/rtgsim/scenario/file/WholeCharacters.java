package rtgsim.scenario.file;

import java.io.Reader;

/// Hands out a text so that no portion ends between the two halves of a surrogate pair: the parser's own buffering fails on a pair that its buffer would cut.
final class WholeCharacters extends Reader {

    private final String text;
    private int at;

    WholeCharacters(String text, int from) {
        this.text = text;
        this.at = from;
    }

    @Override
    public int read(char[] into, int offset, int length) {
        if (at == text.length()) return length == 0 ? 0 : -1;
        int count = Math.min(length, text.length() - at);
        if (count > 1 && Character.isHighSurrogate(text.charAt(at + count - 1))) count--;
        text.getChars(at, at + count, into, offset);
        at += count;
        return count;
    }

    @Override
    public void close() {}
}
