package io.wgorch.ssh;

import io.wgorch.ssh.KnownHostsLine.Marker;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is known of one host's keys before it is dialled.
///
/// @param name the host as known_hosts writes it
/// @param lines the lines of known_hosts that are for this host
/// @param portless where `lines` has no key: the lines for the host without its port. As with OpenSSH the
///        same key there will do, and another one is no contradiction
/// @param file the first known_hosts file of the user, where a person corrects a key
/// @param pin the only fingerprint that will do, whatever known_hosts says, save a revocation
record Trust(
        String name,
        List<KnownHostsLine> lines,
        List<KnownHostsLine> portless,
        Optional<Path> file,
        Optional<String> pin) {
    static Trust of(SshTarget target, ResolvedHost host, KnownHostsFiles files) throws SshException {
        String name = host.knownHostsName();
        List<Path> paths = Stream.concat(host.userKnownHosts().stream(), host.globalKnownHosts().stream())
                .toList();
        List<KnownHostsLine> all = files.lines(paths);
        List<KnownHostsLine> own = of(name, all);
        boolean known = own.stream().anyMatch(l -> l.marker() == Marker.HOST);
        List<KnownHostsLine> portless =
                known || name.equals(host.bareName()) || host.hostKeyAlias().isPresent()
                        ? List.of()
                        : of(host.bareName(), all);
        return new Trust(name, own, portless, host.userKnownHosts().stream().findFirst(), target.hostKey());
    }

    private static List<KnownHostsLine> of(String name, List<KnownHostsLine> all) {
        HostName host = new HostName(name);
        return all.stream().filter(l -> l.isFor(host)).toList();
    }

    /// A revocation holds against everything; then the pin; then known_hosts. A host of which only keys of
    /// other types are known counts as changed: it had the chance to show one of those.
    Known judge(HostKey key) {
        if (Stream.concat(lines.stream(), portless.stream())
                .anyMatch(l -> l.marker() == Marker.REVOKED && l.base64().equals(key.base64()))) {
            return Known.REVOKED;
        }
        if (pin.isPresent()) {
            return pin.get().equals(key.fingerprint()) ? Known.YES : Known.CHANGED;
        }
        if (Stream.concat(keys(lines), keys(portless)).anyMatch(l -> l.base64().equals(key.base64()))) {
            return Known.YES;
        }
        return keys(lines).findAny().isEmpty() ? Known.NO : Known.CHANGED;
    }

    /// Key types that known_hosts has, to be asked for first.
    List<String> types() {
        return Stream.concat(keys(lines), keys(portless))
                .map(KnownHostsLine::type)
                .distinct()
                .toList();
    }

    /// Of the keys that [#judge] says yes to.
    List<String> fingerprints() {
        return pin.map(List::of)
                .orElseGet(() -> Stream.concat(keys(lines), keys(portless))
                        .map(KnownHostsLine::fingerprint)
                        .distinct()
                        .toList());
    }

    /// Fingerprints that would have been right, for the message.
    String expected() {
        return pin.map(p -> "the pinned key is " + Text.quote(p))
                .orElseGet(() -> "known_hosts has "
                        + String.join(
                                ", ",
                                keys(lines)
                                        .map(l -> Text.quote(l.type()) + " " + l.fingerprint())
                                        .distinct()
                                        .toList()));
    }

    private static Stream<KnownHostsLine> keys(List<KnownHostsLine> lines) {
        return lines.stream().filter(l -> l.marker() == Marker.HOST);
    }
}
