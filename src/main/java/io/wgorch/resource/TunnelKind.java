package io.wgorch.resource;

import java.util.List;
import java.util.Optional;

/// The tunnel: a running interface is changed peer by peer and never restarted, so that pairs which a change does not
/// concern lose no packet. Only one that does not exist is started, by `wg-quick@.service` from a file under `/run`
/// until it is confirmed.
public final class TunnelKind implements Kind<Tunnel, TunnelSeen> {
    static final String NAME = "tunnel";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String shell() {
        return Shell.script(TunnelKind.class, "tunnel.sh");
    }

    @Override
    public TunnelSeen read(String name, ProbeOutput output) {
        return TunnelSeen.read(output);
    }

    @Override
    public List<FieldChange> diff(Optional<Tunnel> desired, TunnelSeen seen) {
        return desired.map(d -> TunnelDiff.of(d, seen)).orElseGet(() -> TunnelDiff.removal(seen));
    }

    @Override
    public Steps steps(ResourceId id, Optional<Tunnel> desired, TunnelSeen seen) {
        return desired.map(d -> set(d, seen)).orElseGet(() -> remove(id.name()));
    }

    private static Steps set(Tunnel desired, TunnelSeen seen) {
        String name = desired.interfaceName();
        String key = desired.key().text();
        String stage = Shell.withInput(Shell.command("tunnel_stage", name, key), desired.fileText());
        boolean running = seen.live().isPresent();
        TunnelCommands commands = new TunnelCommands(desired, seen);
        String adopt = seen.unitActive() ? "" : Shell.command("tunnel_adopt", name);
        String activate = running ? commands.activate() + adopt : Shell.command("tunnel_start", name);
        String disown = seen.unitActive() ? "" : Shell.command("tunnel_disown", name);
        String undo = running ? commands.undo() + disown : Shell.command("tunnel_stop", name);
        return new Steps(
                stage,
                activate,
                Shell.command("tunnel_check", name, key),
                Shell.command("tunnel_persist", name, key),
                undo,
                List.of(path(name)));
    }

    private static Steps remove(String name) {
        return new Steps(
                "",
                Shell.command("tunnel_stop", name),
                "",
                Shell.command("tunnel_forget", name),
                Shell.command("systemctl", "start", "wg-quick@" + name),
                List.of());
    }

    static String path(String interfaceName) {
        return "/etc/wireguard/" + interfaceName + ".conf";
    }
}
