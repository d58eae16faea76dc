package io.wgorch.lab;

/// The lab cannot do what was asked. The message is for people: what is wrong, and what to do about it.
public final class LabException extends Exception {
    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
