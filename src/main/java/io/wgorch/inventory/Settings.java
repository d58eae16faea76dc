package io.wgorch.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What `defaults:`, a group and a node can all say; what is not said is inherited.
///
/// @param tunnel about the tunnel
/// @param role about the part it plays in the mesh
/// @param allowHooks whether a template may put PreUp, PostUp, PreDown, PostDown into its wg0.conf
/// @param keys about its private keys
/// @param ssh how it is reached
/// @param vars for templates and `when`, in the order of the files: Boolean, Long, String, List, Map
public record Settings(
        TunnelSettings tunnel,
        Role role,
        Optional<Boolean> allowHooks,
        KeySettings keys,
        SshSettings ssh,
        Map<String, Object> vars) {
    static final Settings NONE = new Settings(
            TunnelSettings.NONE, Role.NONE, Optional.empty(), KeySettings.NONE, SshSettings.NONE, Map.of());

    public Settings {
        vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
    }

    /// Numbers of the tunnel.
    ///
    /// @param listenPort UDP
    /// @param mtu bytes, of the tunnel interface
    /// @param pathMtu bytes, of the path outside the tunnel
    /// @param keepalive seconds between keepalives to every peer that it dials
    public record TunnelSettings(
            Optional<Integer> listenPort,
            Optional<Integer> mtu,
            Optional<Integer> pathMtu,
            Optional<Integer> keepalive) {
        static final TunnelSettings NONE =
                new TunnelSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        TunnelSettings over(TunnelSettings base) {
            return new TunnelSettings(
                    listenPort.or(base::listenPort),
                    mtu.or(base::mtu),
                    pathMtu.or(base::pathMtu),
                    keepalive.or(base::keepalive));
        }
    }

    /// The part that a node plays.
    ///
    /// @param managed whether wgorch reaches it by SSH
    /// @param nat whether it is behind a NAT that lets nobody in
    /// @param site where it stands, for people and pictures
    /// @param hub the hub that carries its traffic, of those that its mesh names
    /// @param relay whether it may join others that cannot dial each other
    /// @param forward whether it may pass packets on at all
    public record Role(
            Optional<Boolean> managed,
            Optional<Boolean> nat,
            Optional<String> site,
            Optional<NodeName> hub,
            Optional<Boolean> relay,
            Optional<Boolean> forward) {
        static final Role NONE = new Role(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        Role over(Role base) {
            return new Role(
                    managed.or(base::managed),
                    nat.or(base::nat),
                    site.or(base::site),
                    hub.or(base::hub),
                    relay.or(base::relay),
                    forward.or(base::forward));
        }
    }

    /// These settings, with what they leave open taken from `base`: `ssh` by field, `vars` by name.
    Settings over(Settings base) {
        Map<String, Object> merged = new LinkedHashMap<>(base.vars);
        merged.putAll(vars);
        return new Settings(
                tunnel.over(base.tunnel),
                role.over(base.role),
                allowHooks.or(base::allowHooks),
                keys.over(base.keys),
                ssh.over(base.ssh),
                merged);
    }
}
