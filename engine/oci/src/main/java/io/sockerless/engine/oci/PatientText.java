package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;

/**
 * A text that a pattern of somebody else's is matched with: there are short ones, {@code *a*a*a*a*b} and the like, for which
 * that takes longer than anybody lives.
 */
public final class PatientText implements CharSequence {
    private static final int LOOKS = 10_000_000;

    private final CharSequence text;
    private final int[] left;

    private PatientText(CharSequence text, int[] left) {
        this.text = text;
        this.left = left;
    }

    public static CharSequence of(String text) {
        return new PatientText(text, new int[] {LOOKS});
    }

    @Override
    public int length() {
        return text.length();
    }

    /** @throws EngineException INVALID if it was looked at too often */
    @Override
    public char charAt(int index) {
        if (--left[0] < 0) {
            throw EngineException.invalid("a pattern takes too long to match");
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new PatientText(text.subSequence(start, end), left);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
