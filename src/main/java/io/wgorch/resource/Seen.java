package io.wgorch.resource;

/// What a host was seen to have of a resource.
public sealed interface Seen
        permits TunnelSeen, Sysctl.SysctlSeen, Firewall.FirewallSeen, Service.ServiceSeen, TemplateFile.FileSeen {
    /// Whether there is anything of it, in files or in the kernel.
    boolean present();
}
