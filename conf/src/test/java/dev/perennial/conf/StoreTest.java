package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir
    java.nio.file.Path folder;

    private final Recipe recipe = new Recipe("corpora", 1, "P", Map.of("file", Fingerprint.of("x")), Map.of("a", 1));
    private Store store;

    @BeforeEach
    void open() {
        store = new Store(folder.toUri().toString(), new Configuration());
    }

    @Test
    void aFolderWithoutAManifestDoesNotStand() {
        Path begun = store.begin(recipe);
        store.writeText(new Path(begun, "part"), "half");
        assertThat(store.standing(recipe)).isEmpty();
    }

    @Test
    void beginningAgainRemovesWhatADeadAttemptLeft() {
        Path begun = store.begin(recipe);
        store.writeText(new Path(begun, "deep/part"), "half");
        assertThat(store.begin(recipe)).isEqualTo(begun);
        assertThat(store.readText(new Path(begun, "deep/part"))).isEmpty();
    }

    @Test
    void aPublishedManifestIsReadBackAsItWas() {
        Path begun = store.begin(recipe);
        store.writeText(new Path(begun, "part"), "whole");
        Manifest manifest = recipe.manifest(Map.of("tokens", 7L), List.of(store.entry(begun, "part")));
        store.publish(begun, manifest);
        assertThat(store.standing(recipe)).contains(manifest);
        assertThat(store.manifest(begun)).contains(manifest);
        assertThat(manifest.count("tokens")).isEqualTo(7);
        assertThatThrownBy(() -> manifest.count("pages")).hasMessageContaining("no count 'pages'");
    }

    @Test
    void anEntryVouchesForSizeAndBytes() {
        store.writeText(new Path(store.root(), "x"), "abc");
        assertThat(store.entry(store.root(), "x"))
                .isEqualTo(new Manifest.FileEntry("x", 3, Fingerprint.of("abc").hex()));
    }

    @Test
    void aManifestOfAnotherFingerprintIsRefused() {
        Recipe other = new Recipe("corpora", 1, "P", Map.of(), Map.of("a", 2));
        store.publish(store.folder(recipe), other.manifest(Map.of(), List.of()));
        refuses(ErrorCode.CORRUPT_ARTEFACT);
    }

    @Test
    void aManifestThatIsNoJsonOrEmptyIsRefusedByName() throws IOException {
        for (String broken : List.of("{\"kind\":", "", "{}", "[]")) {
            java.nio.file.Path file =
                    folder.resolve("corpora/" + store.folder(recipe).getName() + "/manifest.json");
            Files.createDirectories(file.getParent());
            Files.writeString(file, broken);
            refuses(ErrorCode.CORRUPT_ARTEFACT);
        }
    }

    private void refuses(ErrorCode code) {
        assertThatThrownBy(() -> store.standing(recipe))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(store.folder(recipe).toString());
    }

    @Test
    void aTextIsReplacedAsAWhole() {
        Path file = new Path(store.root(), "note");
        store.writeText(file, "a long first text");
        store.writeText(file, "short");
        assertThat(store.readText(file)).contains("short");
        assertThat(folder.toFile().list())
                .filteredOn(name -> name.contains("tmp"))
                .isEmpty();
    }

    @Test
    void manyMayWriteACacheAtOnce() {
        Path file = new Path(store.root(), "cache.json");
        IntStream.range(0, 400).parallel().forEach(writer -> store.writeCache(file, "text of " + writer));
        store.writeCache(file, "last");
        assertThat(store.readText(file)).contains("last");
        assertThat(folder)
                .isDirectoryNotContaining(
                        left -> WholeFile.isTemporary(left.getFileName().toString()));
    }

    @Test
    void aWriterKilledAfterItsTemporaryFileLeavesTheOldText() throws IOException {
        Path file = new Path(store.root(), "note");
        store.writeText(file, "old");
        Files.writeString(folder.resolve(".note.tmp"), "ne");
        assertThat(store.readText(file)).contains("old");
        store.writeText(file, "new");
        assertThat(store.readText(file)).contains("new");
    }

    @Test
    void aWriterKilledBetweenAFileAndItsChecksumLeavesAReadableFile() throws IOException {
        Path file = new Path(store.root(), "note");
        store.writeText(file, "old");
        Path temporary = new Path(store.root(), "next");
        store.writeText(temporary, "new and longer");
        // As far as a rename gets before the checksum follows: the kill is played by taking the checksum away.
        Files.delete(folder.resolve(".next.crc"));
        WholeFile.replace(store.fileSystem(file), temporary, file);
        assertThat(store.readText(file)).contains("new and longer");
    }

    @Test
    void aFlippedBitOnALocalDiskIsNoticed() throws IOException {
        Path file = new Path(store.root(), "note");
        store.writeText(file, "text");
        Files.writeString(folder.resolve("note"), "tex4");
        assertThatThrownBy(() -> store.readText(file)).isInstanceOf(PerennialException.class);
    }
}
