package io.wgorch.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A file that a user's template makes. Nothing reads it while the transaction is open, so it is only persisted.
///
/// @param path on the host, absolute
/// @param text its content
/// @param access mode and owner, as `644 root:root`
public record TemplateFile(String path, String text, String access) implements Resource {
    @Override
    public ResourceId id() {
        return new ResourceId(FileKind.NAME, path.substring(1));
    }

    @Override
    public String definition() {
        return access + "\n" + text;
    }

    @Override
    public Optional<HostFile> file() {
        return Optional.of(new HostFile(path, text));
    }

    /// A file as a host has it.
    ///
    /// @param access empty when there is no file
    /// @param text empty as well when it is larger than 64 KiB
    /// @param sha256 of all its bytes, in hex
    public record FileSeen(Optional<String> access, String text, String sha256) implements Seen {
        @Override
        public boolean present() {
            return access.isPresent();
        }
    }

    /// Compares content by hash, and shows the first line that differs.
    public static final class FileKind implements Kind<TemplateFile, FileSeen> {
        static final String NAME = "file";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String shell() {
            return Shell.script(FileKind.class, "file.sh");
        }

        @Override
        public FileSeen read(String name, ProbeOutput output) {
            return new FileSeen(
                    output.first("access"),
                    output.text("text"),
                    output.first("sha256").orElse(""));
        }

        @Override
        public List<FieldChange> diff(Optional<TemplateFile> desired, FileSeen seen) {
            if (desired.isEmpty()) {
                return List.of(FieldChange.of("present", "", "file"));
            }
            TemplateFile want = desired.get();
            if (!seen.present()) {
                return List.of(FieldChange.of("", want.text().lines().count() + " lines, " + want.access(), "file"));
            }
            List<FieldChange> changes = new ArrayList<>();
            changes.add(FieldChange.of(seen.access().orElse(""), want.access(), "file", "access"));
            if (!seen.sha256().equals(Hashes.sha256(want.text()))) {
                List<FieldChange> lines = TextDiff.of(seen.text(), want.text());
                changes.addAll(
                        lines.isEmpty()
                                ? List.of(FieldChange.of("other bytes", "as rendered", "file", "content"))
                                : lines);
            }
            return changes.stream().filter(FieldChange::differs).toList();
        }

        @Override
        public Steps steps(ResourceId id, Optional<TemplateFile> desired, FileSeen seen) {
            if (desired.isEmpty()) {
                return new Steps("", "", "", Shell.command("file_forget", id.name()), "", List.of());
            }
            TemplateFile want = desired.get();
            String[] access = want.access().split(" ", 2);
            return new Steps(
                    Shell.withInput(Shell.command("put", want.path(), access[0], access[1]), want.text()),
                    "",
                    "",
                    Shell.command("file_persist", id.name()),
                    "",
                    List.of(want.path()));
        }
    }
}
