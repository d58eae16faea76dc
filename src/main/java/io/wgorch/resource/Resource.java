package io.wgorch.resource;

/// What a host shall have, with nothing left open but keys that are not made yet.
public sealed interface Resource permits Tunnel, Sysctl, Firewall, Service, TemplateFile {
    ResourceId id();

    /// The whole of it as text: two resources are the same exactly when this is. Its hash is what a manifest keeps.
    String definition();
}
