package io.wgorch.inventory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What `defaults:`, a group and a node can all say; what is not said is inherited.
record Settings(
        Optional<Integer> listenPort,
        Optional<Integer> mtu,
        Optional<Integer> keepalive,
        Optional<Boolean> allowHooks,
        SshSettings ssh,
        Map<String, Object> vars) {
    static final Settings NONE = new Settings(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), SshSettings.NONE, Map.of());

    /// These settings, with what they leave open taken from `base`: `ssh` by field, `vars` by name.
    Settings over(Settings base) {
        Map<String, Object> merged = new LinkedHashMap<>(base.vars);
        merged.putAll(vars);
        return new Settings(
                listenPort.or(base::listenPort),
                mtu.or(base::mtu),
                keepalive.or(base::keepalive),
                allowHooks.or(base::allowHooks),
                ssh.over(base.ssh),
                merged);
    }
}
