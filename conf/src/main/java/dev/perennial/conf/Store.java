package dev.perennial.conf;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The workspace: immutable artefact folders named {@code <kind>/<name>-<fingerprint>} on any Hadoop file system.
 *
 * <p>A folder is begun empty, filled, and published by its manifest, written last. What was not published is not there
 * for a reader and is thrown away by the next attempt.
 */
public final class Store {
    private static final int BUFFER = 1 << 20;

    private final Path root;
    private final Configuration hadoop;

    public Store(String root, Configuration hadoop) {
        this.root = new Path(root);
        this.hadoop = hadoop;
    }

    public Configuration hadoop() {
        return hadoop;
    }

    public Path root() {
        return root;
    }

    public Path folder(Recipe recipe) {
        return new Path(
                root,
                recipe.kind() + "/" + recipe.name() + "-" + recipe.fingerprint().abbreviated());
    }

    /** All that stand in the workspace, of whatever kind, in the order of their places. */
    public List<Artefact> artefacts() {
        return folders(root).stream()
                .flatMap(kind -> folders(kind).stream())
                .flatMap(folder -> manifest(folder).map(manifest -> new Artefact(folder, manifest)).stream())
                .toList();
    }

    /** The folder of the artefact of a kind with this fingerprint, whatever its name, if it stands. */
    public Optional<Path> find(String kind, Fingerprint fingerprint) {
        return folders(kind).stream()
                .filter(folder -> folder.getName().endsWith("-" + fingerprint.abbreviated()))
                .filter(folder -> manifest(folder).map(Manifest::fingerprint).equals(Optional.of(fingerprint)))
                .findFirst();
    }

    /** The folders of all artefacts of a kind, sorted, those without a manifest as well. */
    public List<Path> folders(String kind) {
        return folders(new Path(root, kind));
    }

    private List<Path> folders(Path parent) {
        try {
            return Arrays.stream(fileSystem(parent).listStatus(parent))
                    .filter(FileStatus::isDirectory)
                    .map(FileStatus::getPath)
                    .sorted()
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw failed("list", parent, e);
        }
    }

    /** The manifest of the artefact that this recipe makes, if it stands already. */
    public Optional<Manifest> standing(Recipe recipe) {
        Optional<Manifest> manifest = manifest(folder(recipe));
        manifest.ifPresent(found -> {
            if (!recipe.fingerprint().equals(found.fingerprint())) {
                throw new PerennialException(
                        ErrorCode.CORRUPT_ARTEFACT,
                        "Cannot trust '" + folder(recipe) + "': its manifest has fingerprint " + found.fingerprint()
                                + ", expected " + recipe.fingerprint() + ". Remove the folder and run again.");
            }
        });
        return manifest;
    }

    public Optional<Manifest> manifest(Path folder) {
        Path file = new Path(folder, Manifest.FILE);
        return readText(file).map(text -> Json.read(text, Manifest.class, file.toString()));
    }

    /** An empty folder to fill; leftovers of an attempt that died are removed. */
    public Path begin(Recipe recipe) {
        Path folder = folder(recipe);
        delete(folder);
        return folder;
    }

    /** Makes a filled folder visible to readers. */
    public void publish(Path folder, Manifest manifest) {
        writeText(new Path(folder, Manifest.FILE), Json.pretty(manifest));
    }

    public void delete(Path path) {
        try {
            fileSystem(path).delete(path, true);
        } catch (IOException e) {
            throw failed("remove", path, e);
        }
    }

    public Optional<String> readText(Path file) {
        try (var in = fileSystem(file).open(file)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    /** Writes a whole file or nothing. */
    public void writeText(Path file, String text) {
        try (WholeFile whole = WholeFile.replacing(fileSystem(file), file)) {
            whole.stream().write(text.getBytes(StandardCharsets.UTF_8));
            whole.commit();
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    /** For what only saves work and several commands may write at once: one of their texts stays, or none after a kill. */
    public void writeCache(Path file, String text) {
        delete(file);
        try (WholeFile whole = WholeFile.attempt(fileSystem(file), file)) {
            whole.stream().write(text.getBytes(StandardCharsets.UTF_8));
            whole.commit();
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    /** A file of an artefact as a manifest lists it, its bytes read once. */
    public Manifest.FileEntry entry(Path folder, String name) {
        Path file = new Path(folder, name);
        MessageDigest digest = Fingerprint.newSha256();
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        try (InputStream in = fileSystem(file).open(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
            }
        } catch (IOException e) {
            throw failed("read", file, e);
        }
        return new Manifest.FileEntry(name, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    public FileSystem fileSystem(Path path) throws IOException {
        return path.getFileSystem(hadoop);
    }

    private static PerennialException failed(String verb, Path path, IOException e) {
        return new PerennialException(
                ErrorCode.OUT_OF_RESOURCES, "Cannot " + verb + " '" + path + "': " + e.getMessage() + ".", e);
    }
}
