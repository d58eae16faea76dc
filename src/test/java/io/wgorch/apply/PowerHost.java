package io.wgorch.apply;

import io.wgorch.acceptance.Ran;
import io.wgorch.ssh.Answer;
import io.wgorch.ssh.Script;
import io.wgorch.ssh.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A host whose files lie on an ext4 image, so that its power can be cut (`power-loss/host.sh`). What runs on it sees
/// this machine's programs, and stand-ins for those that would touch the running system.
final class PowerHost implements Session {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SHELL = Path.of("src/test/resources/power-loss/host.sh");

    private final Path folder;

    /// A new host, on which nothing of ours has ever been.
    PowerHost(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("host"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        call("make").expect(0);
    }

    /// What is not on the disk when the power is cut, in the two ways that differ most.
    enum Lost {
        /// Everything that no fsync has made durable.
        ALL(2),
        /// The contents only: names, modes and owners are there, of files that are empty then.
        CONTENTS(1);

        private final int flag;

        Lost(int flag) {
            this.flag = flag;
        }
    }

    /// How a host came out of a cut.
    ///
    /// @param acknowledged whether the last script had ended well before
    /// @param at the command that the cut came before, with its number; `end` when all were through
    /// @param files every file with mode, owner and hash
    record Cut(boolean acknowledged, String at, String files) {
        boolean atEnd() {
            return at.equals("end");
        }

        /// The files that count. Where wgorch manages nothing, its boot unit may be left, and without that the folder
        /// of
        /// a transaction: both do nothing, and the next transaction takes them over.
        String settled() {
            if (files.contains("/var/lib/wgorch/manifest ")) {
                return files;
            }
            boolean recovers = files.contains("/sysinit.target.wants/wgorch-recover.service ");
            return files.lines()
                    .filter(l -> !l.contains("/wgorch-recover.service"))
                    .filter(l -> !l.matches(".*/(sysinit\\.target\\.wants|var/lib/wgorch) d .*"))
                    .filter(l -> recovers || !l.contains("/var/lib/wgorch/txn"))
                    .collect(Collectors.joining("\n"));
        }
    }

    /// Keeps the host as it is now, for [#restore].
    void keep() {
        copy("host.img", "kept.img");
    }

    void restore() {
        copy("kept.img", "host.img");
    }

    /// Runs the scripts one after the other, unless the power is cut before the given command that changes a file; it
    /// is
    /// cut in any case. Then the host boots.
    Cut cut(int before, Lost lost, List<Script> scripts) {
        List<String> words = new ArrayList<>(List.of("cut", String.valueOf(before), String.valueOf(lost.flag)));
        words.addAll(written(scripts));
        String[] lines = call(words.toArray(String[]::new)).expect(0).out().split("\n", 3);
        return new Cut(lines[0].equals("0"), lines[1], lines[2]);
    }

    @Override
    public Answer run(Script script, Duration limit) {
        Ran ran = run(List.of(script));
        return new Answer(ran.exit(), ran.out(), ran.err());
    }

    /// Runs the scripts one after the other, and shuts the host down in good order.
    Ran run(List<Script> scripts) {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(written(scripts));
        return call(words.toArray(String[]::new));
    }

    /// What was said on the host before the last cut and at the boot after it, for people.
    String said() {
        try {
            return Files.readString(folder.resolve("said")) + Files.readString(folder.resolve("booted"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}

    private List<String> written(List<Script> scripts) {
        List<String> files = new ArrayList<>();
        for (Script script : scripts) {
            files.add(write("script-" + files.size(), script));
        }
        return files;
    }

    private String write(String name, Script script) {
        try {
            String head = "LC_ALL=C\nexport LC_ALL\numask 077\n";
            return Files.writeString(folder.resolve(name), head + script.functions() + script.main() + "\n")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(String from, String to) {
        try {
            Files.copy(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ran call(String... words) {
        List<String> command = new ArrayList<>();
        if (!System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("sudo", "-n"));
        }
        command.addAll(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"));
        command.addAll(List.of("sh", SHELL.toString(), folder.toString()));
        command.addAll(List.of(words));
        return Ran.program(command, PATIENCE);
    }
}
