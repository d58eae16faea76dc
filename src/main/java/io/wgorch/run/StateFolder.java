package io.wgorch.run;

import io.wgorch.disk.LockFile;
import io.wgorch.inventory.InventoryReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// `.wgorch/` beside the inventory's folder: what runs on this machine leave behind, not for git. The lock that keeps
/// runs apart, and the journal.
///
/// @param path need not exist
public record StateFolder(Path path) {
    /// That of an inventory.
    ///
    /// @param inventory its file or its folder
    public static StateFolder of(Path inventory) {
        Path file = InventoryReader.file(inventory);
        return new StateFolder(root(real(file)).resolve(".wgorch"));
    }

    /// However a file is called, runs have to meet at one lock.
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException _) {
            return file;
        }
    }

    /// The project folder, which has the folder of the inventory in it.
    static Path root(Path inventoryFile) {
        Path folder = Optional.ofNullable(inventoryFile.getParent())
                .orElse(Path.of("."))
                .normalize();
        boolean upwards = folder.toString().isEmpty() || folder.endsWith("..");
        return upwards
                ? folder.resolve("..")
                : Optional.ofNullable(folder.getParent()).orElse(Path.of(""));
    }

    Path journal() {
        return path.resolve("journal");
    }

    Path lockFile() {
        return path.resolve("lock");
    }

    /// Keeps other runs that change something away from this inventory.
    ///
    /// @param who user and machine
    /// @return empty when another run has it; [#holder] says which
    /// @throws IOException when nothing can be locked here
    public Optional<LockFile> lock(String who, Clock clock) throws IOException {
        try {
            Files.createDirectories(path);
            Path ignore = path.resolve(".gitignore");
            if (Files.notExists(ignore)) {
                Files.writeString(ignore, "*\n");
            }
            return LockFile.take(
                    lockFile(),
                    who + ", process " + ProcessHandle.current().pid() + ", since "
                            + clock.instant().truncatedTo(ChronoUnit.SECONDS));
        } catch (AccessDeniedException e) {
            throw new IOException(denied(Path.of(e.getFile()), System.getProperty("user.name")), e);
        }
    }

    /// Why a file of a user cannot be written by another, and what to do.
    String denied(Path file, String user) throws IOException {
        Path there = file.toAbsolutePath();
        while (Files.notExists(there)) {
            there = Optional.ofNullable(there.getParent()).orElseThrow();
        }
        return there + " belongs to " + Files.getOwner(there).getName() + ", and " + user + " may not write it: a run"
                + " of that user has made it. Let that user run wgorch here, or take it over: sudo chown -R " + user
                + " "
                + path;
    }

    /// Who has the lock.
    public String holder() throws IOException {
        return LockFile.holder(lockFile());
    }
}
