package io.wgorch.run;

import io.wgorch.inventory.HostPattern;
import io.wgorch.inventory.NodeName;
import io.wgorch.playbook.Serial;
import io.wgorch.render.Renderer.Selection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// What a run is asked for beyond its goal.
///
/// @param inventory the file or its folder
/// @param playbook the built-in one when empty and the project has none
/// @param limit which hosts are contacted; never which hosts are in the mesh
/// @param forks how many hosts are handled side by side
/// @param sshConfig read instead of the user's and the system's ssh_config
/// @param selection which tasks
/// @param serial batch size; the playbook's when empty
/// @param window how long a host waits for the confirmation
/// @param accept nodes whose key may be the one that runs, whoever made it
/// @param punch whether pairs that could not be joined directly are tried again
/// @param allowLoss whether a key is replaced although a pair that it concerns cannot be led around
public record Options(
        Path inventory,
        Optional<Path> playbook,
        Optional<HostPattern> limit,
        int forks,
        Optional<Path> sshConfig,
        Selection selection,
        Optional<Serial> serial,
        Duration window,
        Set<NodeName> accept,
        boolean punch,
        boolean allowLoss) {
    public Options {
        accept = Set.copyOf(accept);
    }
}
