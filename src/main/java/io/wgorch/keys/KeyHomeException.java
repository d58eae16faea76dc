package io.wgorch.keys;

/// Why a home of keys did not do what it was asked: what was seen, and what to do about it, for people. No secret is in
/// it.
public final class KeyHomeException extends Exception {
    private final String message;

    public KeyHomeException(String message) {
        super(message);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
