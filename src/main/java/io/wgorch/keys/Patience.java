package io.wgorch.keys;

import java.time.Duration;

/// How long a server is waited for.
///
/// @param answer for one answer, its last byte included
/// @param whole for one request with all its repetitions and the pauses between them
/// @param tries how often a request is sent at most
public record Patience(Duration answer, Duration whole, int tries) {
    public static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(30), 4);
}
