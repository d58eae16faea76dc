package io.wgorch.acceptance;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Every file of hosts, or of the project's folder, with what changes when somebody writes it: times of content and of
/// status, inode, size, mode.
///
/// Left out is what others write while nothing happens. On a host: what systemd notes of sessions and units
/// (`/run/systemd`, `/run/user`, `/var/lib/systemd`), the journal (`/run/log`), the greeting that each login makes anew
/// (`/run/motd.dynamic`, pam_motd(8)), and with it the times of `/run` itself. In the project: the lock that keeps
/// two runs apart, which says who has it, and what belongs to the lab.
///
/// @param files `PLACE PATH MTIME CTIME INODE SIZE MODE` each
record Census(SortedSet<String> files) {
    private static final String FIND = " -printf '%p %T@ %C@ %i %s %m\\n'";
    private static final String ON_HOST = "find /etc /var/lib /run \\( -path /run/systemd -o -path /run/user"
            + " -o -path /run/log -o -path /var/lib/systemd -o -path /run/motd.dynamic \\) -prune -o ! -path /run"
            + FIND;
    private static final String IN_PROJECT =
            "find . \\( -path ./.wgorch/lock -o -path './.wgorch/lab*' \\) -prune -o" + FIND;

    /// What is in `/etc`, `/var/lib` and `/run`.
    static Census of(MeshLab mesh, String... nodes) {
        SortedSet<String> files = new TreeSet<>();
        for (String node : nodes) {
            mesh.sh(node, ON_HOST).lines().forEach(l -> files.add(node + " " + l));
        }
        return new Census(files);
    }

    static Census ofProject(MeshLab mesh) {
        SortedSet<String> files = new TreeSet<>();
        mesh.local(IN_PROJECT).lines().forEach(l -> files.add("project " + l));
        return new Census(files);
    }

    /// What came, went, or was written.
    List<String> since(Census before) {
        SortedSet<String> changed = new TreeSet<>(files);
        changed.removeAll(before.files);
        before.files.stream().filter(f -> !files.contains(f)).forEach(changed::add);
        return List.copyOf(changed);
    }
}
