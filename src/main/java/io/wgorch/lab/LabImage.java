package io.wgorch.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The image of a lab host, built from the definition in `lab/image`, which is packaged with wgorch. Its tag is a hash
/// of that definition: it is built when it changes, and only then.
public final class LabImage {
    /// The files of the definition, by name.
    static final List<String> FILES = List.of("Dockerfile", "build.sh", "lab-init", "setup.sh");

    private static final String PREFIX = "wgorch-image-";
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(20);

    private final SequencedMap<String, byte[]> files;

    private LabImage(SequencedMap<String, byte[]> files) {
        this.files = files;
    }

    /// The packaged definition.
    public static LabImage packaged() throws LabException {
        SequencedMap<String, byte[]> files = new TreeMap<>();
        for (String name : FILES) {
            try (InputStream in = LabImage.class.getResourceAsStream("/lab-image/" + name)) {
                if (in == null) {
                    throw new LabException("lab-image/" + name + " is missing from this build of wgorch");
                }
                files.put(name, in.readAllBytes());
            } catch (IOException e) {
                throw new LabException("lab-image/" + name + " cannot be read: " + e.getMessage(), e);
            }
        }
        return new LabImage(files);
    }

    /// `wgorch-lab:` and twelve hexadecimal digits.
    public String tag() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                digest.update((file.getKey() + "\n" + file.getValue().length + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(file.getValue());
            }
            return "wgorch-lab:" + HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean isBuilt(Engine engine) throws LabException {
        return engine.attempt(List.of("image", "inspect", tag()), "").ok();
    }

    /// Builds it where the engine does not have it yet: one to three minutes. Killed, it leaves nothing half-done.
    public String ensure(Engine engine) throws LabException {
        if (isBuilt(engine)) {
            return tag();
        }
        Path folder = unpacked();
        try {
            Cli.Result result = Cli.run(
                    List.of("sh", folder.resolve("build.sh").toString(), engine.program(), tag()), "", BUILD_LIMIT);
            if (!result.ok()) {
                throw new LabException(
                        "The lab's image could not be built:\n" + result.err().strip());
            }
        } finally {
            Folders.delete(folder);
        }
        return tag();
    }

    private Path unpacked() throws LabException {
        try {
            sweep();
            Path folder =
                    Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + ".");
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            return folder;
        } catch (IOException e) {
            throw new LabException("No room for the image's definition: " + e.getMessage(), e);
        }
    }

    /// Removes what killed runs left.
    private static void sweep() throws IOException, LabException {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temp, PREFIX + "*.*")) {
            for (Path folder : left) {
                String pid = folder.getFileName()
                        .toString()
                        .substring(PREFIX.length())
                        .replaceFirst("\\..*", "");
                if (pid.matches("\\d{1,10}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    Folders.delete(folder);
                }
            }
        }
    }
}
