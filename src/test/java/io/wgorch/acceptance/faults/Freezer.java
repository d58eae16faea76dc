package io.wgorch.acceptance.faults;

import io.wgorch.acceptance.MeshLab;

/// Stops a transaction on a host right before one of its steps, from outside: `/bin/sh`, which every step is run by, is
/// wrapped by a script that waits when the step with the given words comes.
final class Freezer {
    private static final String WRAPPER = """
            #!/usr/bin/dash
            case "$*" in
            */txn.sh\\ *)
                if [ -e /run/freeze/at ] && [ "${*#*/txn.sh }" = "$(cat /run/freeze/at)" ] && mkdir /run/freeze/done 2>/dev/null; then
                    echo "$$ $PPID" >/run/freeze/frozen.part && mv /run/freeze/frozen.part /run/freeze/frozen
                    n=0
                    while [ ! -e /run/freeze/go ] && [ $n -lt 2400 ]; do n=$((n + 1)); sleep 0.05; done
                fi
                ;;
            esac
            exec /usr/bin/dash "$@"
            """;

    private final MeshLab mesh;
    private final String node;

    Freezer(MeshLab mesh, String node) {
        this.mesh = mesh;
        this.node = node;
    }

    /// Puts the wrapper in place; dash itself stays where it is.
    void install() {
        mesh.sh(
                node,
                "cat >/usr/local/bin/frozen-sh <<'END'\n" + WRAPPER
                        + "END\nchmod 755 /usr/local/bin/frozen-sh && ln -sfn /usr/local/bin/frozen-sh /usr/bin/sh");
    }

    void uninstall() {
        mesh.on(node, "ln -sfn dash /usr/bin/sh; rm -f /usr/local/bin/frozen-sh; rm -rf /run/freeze");
    }

    void set(Moment moment) {
        mesh.sh(node, "rm -rf /run/freeze; mkdir /run/freeze; echo '" + moment.words() + "' >/run/freeze/at");
    }

    void awaitFrozen() {
        mesh.eventually("the transaction is frozen", this::isFrozen);
    }

    private boolean isFrozen() {
        return mesh.on(node, "test -e /run/freeze/frozen").exit() == 0;
    }

    /// The process that is about to be the step.
    String process() {
        return mesh.sh(node, "cut -d' ' -f1 /run/freeze/frozen");
    }

    /// The process that waits for it.
    String parent() {
        return mesh.sh(node, "cut -d' ' -f2 /run/freeze/frozen");
    }

    /// Goes on, if there is still anything to go on with.
    void thaw() {
        mesh.on(node, "mkdir -p /run/freeze; touch /run/freeze/go");
    }
}
