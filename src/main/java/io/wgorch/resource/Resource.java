package io.wgorch.resource;

import java.util.Optional;

/// What a host shall have, with nothing left open but keys that are not made yet.
public sealed interface Resource permits Tunnel, Sysctl, Firewall, Service, TemplateFile {
    ResourceId id();

    /// The whole of it as text: two resources are the same exactly when this is. Its hash is what a manifest keeps.
    String definition();

    /// The file that it is on the host; empty for what is none.
    Optional<HostFile> file();

    /// A file on a host.
    ///
    /// @param path absolute
    record HostFile(String path, String text) {}
}
