package io.wgorch.crypto;

/// A text as a sealed one, or why it is none.
sealed interface Parsed permits SealedText, Parsed.Unreadable {
    record Unreadable(String why) implements Parsed {}
}
