package io.wgorch.playbook;

import io.wgorch.diag.SourcePosition;
import io.wgorch.inventory.HostPattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What each host gets, in order.
public record Playbook(List<Play> plays) {
    public Playbook {
        plays = List.copyOf(plays);
    }

    /// The share of a batch that may fail, in percent, before no further host is begun: the smallest of all plays.
    /// Where
    /// none says anything it is 100, and then only a batch of which no host has succeeded ends the run.
    public int maxFailPercentage() {
        return plays.stream().mapToInt(Play::maxFailPercentage).min().orElse(100);
    }

    /// Tasks for the hosts of one pattern.
    ///
    /// @param serial how many hosts are changed side by side; all of them when empty
    /// @param maxFailPercentage as Ansible's `max_fail_percentage`, 0 to 100
    public record Play(
            String name,
            HostPattern hosts,
            Optional<Serial> serial,
            int maxFailPercentage,
            Set<String> tags,
            Optional<Expression> when,
            List<Task> tasks) {
        public Play {
            tags = Set.copyOf(tags);
            tasks = List.copyOf(tasks);
        }
    }

    /// One thing a host gets.
    public record Task(String name, Action action, Set<String> tags, Optional<Expression> when, SourcePosition at) {
        public Task {
            tags = Set.copyOf(tags);
        }
    }

    /// A boolean FreeMarker expression, such as `facts.os == "debian"`; `render` evaluates it.
    public record Expression(String text, SourcePosition at) {}

    /// The closed list of tasks.
    public sealed interface Action {
        /// `wireguard:` the tunnel itself, from a wg-quick(8) file.
        record Wireguard(String template) implements Action {}

        /// `sysctl:` a drop-in of sysctl.d(5) and the running values.
        ///
        /// @param dest the drop-in's path on the host
        record Sysctl(String template, String dest) implements Action {}

        /// `firewall:` an nftables table of our own.
        record Firewall(String template) implements Action {}

        /// `service:` a systemd unit.
        ///
        /// @param unit those of the node's tunnels when empty
        /// @param enabled started at boot; left alone when empty
        /// @param started running now; left alone when empty
        record Service(Optional<String> unit, Optional<Boolean> enabled, Optional<Boolean> started) implements Action {}

        /// `template:` a file.
        ///
        /// @param mode octal, three or four digits
        record Template(String src, String dest, String owner, String group, String mode) implements Action {}
    }
}
