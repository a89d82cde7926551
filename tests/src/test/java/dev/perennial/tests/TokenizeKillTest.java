package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Seed;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Tokenising that is killed at any moment loses and doubles nothing, a first corpus and its extension alike. */
class TokenizeKillTest {
    private static final Map<String, String> TWO_CORES = Launcher.local("local[2]");
    private static final String ANOTHER_MASTER = "local[3]";

    /** What comes out when nothing happens, made once, on another number of cores. */
    private static final class Undisturbed {
        private static final Map<String, String> DIGESTS = make();

        private static Map<String, String> make() {
            try {
                GrowingCorpus corpus = GrowingCorpus.fresh("undisturbed");
                for (int load = 0; load < 2; load++) {
                    corpus.load(load);
                    Outcome outcome = InProcess.run(ANOTHER_MASTER, corpus.tokenize());
                    assertThat(outcome.exitCode()).as(outcome.text()).isZero();
                }
                return new Artefacts(corpus.workspace()).digests();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    void killedInReadingInWritingAndInExtendingItEndsWithTheSameBytes() throws IOException, InterruptedException {
        GrowingCorpus corpus = GrowingCorpus.fresh("killed");
        SplittableRandom random =
                new SplittableRandom(new Seed(3).named("kills").value());
        kill(corpus, "reading", "input-fingerprints.json", random.nextInt(2_500));
        kill(corpus, "writing", "shard-", random.nextInt(40));
        finish(corpus, "first");
        corpus.load(1);
        kill(corpus, "extending", "shard-", random.nextInt(40));
        finish(corpus, "last");
        assertSame(corpus);
    }

    /** As often as {@code -Dperennial.kills=20} says, at moments that follow no pattern: for nights, not for every build. */
    @Test
    @EnabledIfSystemProperty(named = "perennial.kills", matches = "[0-9]+")
    void killedAtAnyTimeItEndsWithTheSameBytes() throws IOException, InterruptedException {
        GrowingCorpus corpus = GrowingCorpus.fresh("killed-at-any-time");
        SplittableRandom random =
                new SplittableRandom(new Seed(5).named("times").value());
        int finished = 0;
        for (int load = 0; load < 2; load++) {
            corpus.load(load);
            for (int kill = Integer.getInteger("perennial.kills"); kill > 0; kill--) {
                Launcher.Child child = start(corpus, "load-" + load + "-kill-" + kill);
                if (child.process().waitFor(random.nextInt(2_500, 7_000), TimeUnit.MILLISECONDS)) {
                    assertThat(child.process().exitValue())
                            .as("see %s", child.log())
                            .isZero();
                    finished++;
                    removeNewest(corpus, load);
                }
                child.process().destroyForcibly().waitFor();
                new Artefacts(corpus.workspace()).digests();
            }
            finish(corpus, "load-" + load);
        }
        assertSame(corpus);
        System.err.println("runs that ended between the kills: " + finished);
    }

    /** So that the next run has the same work before it. */
    private static void removeNewest(GrowingCorpus corpus, int load) throws IOException {
        for (Path manifest : new Artefacts(corpus.workspace()).manifests()) {
            boolean extended = Files.readString(manifest).contains("\"corpus P\"");
            if (manifest.toString().contains("/corpora/") && extended == (load == 1)) {
                MiniatureRun.remove(manifest.getParent());
            }
        }
    }

    private static Launcher.Child start(GrowingCorpus corpus, String name) throws IOException {
        return Launcher.start(corpus.folder().resolve(name + ".log"), TWO_CORES, "perennial", corpus.tokenize());
    }

    private static void finish(GrowingCorpus corpus, String name) throws IOException, InterruptedException {
        Outcome outcome = start(corpus, name).await();
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    }

    /** Kills the run a little after a new file appears that begins so, temporary or not; it must not have ended before. */
    private static void kill(GrowingCorpus corpus, String name, String file, int delayMillis)
            throws IOException, InterruptedException {
        Set<Path> before = Set.copyOf(files(corpus, file));
        Launcher.Child child = start(corpus, name);
        try {
            while (child.process().isAlive() && before.containsAll(files(corpus, file))) {
                Thread.sleep(5);
            }
            Thread.sleep(delayMillis);
            assertThat(child.process().isAlive())
                    .as("alive while %s, see %s", name, child.log())
                    .isTrue();
        } finally {
            child.process().destroyForcibly().waitFor();
        }
        // Whatever has a manifest is whole: this reads every listed file.
        new Artefacts(corpus.workspace()).digests();
    }

    private static List<Path> files(GrowingCorpus corpus, String beginning) throws IOException {
        if (!Files.exists(corpus.workspace())) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(corpus.workspace())) {
            return all.filter(path -> path.getFileName()
                            .toString()
                            .replaceFirst("^\\.", "")
                            .startsWith(beginning))
                    .toList();
        } catch (java.io.UncheckedIOException e) {
            // The run removed a folder while it was being looked through.
            return List.of();
        }
    }

    private static void assertSame(GrowingCorpus run) throws IOException {
        Artefacts artefacts = new Artefacts(run.workspace());
        assertThat(artefacts.digests()).isEqualTo(Undisturbed.DIGESTS);
        assertThat(artefacts.manifests())
                .filteredOn(manifest -> manifest.toString().contains("/corpora/"))
                .hasSize(2);
        try (Stream<Path> all = Files.walk(run.workspace())) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".tmp") || name.matches("\\..*\\.[0-9a-f-]{36}"));
        }
        Store store = new Store(run.workspace().toUri().toString(), new Configuration());
        Corpus last = store.folders(Corpus.KIND).stream()
                .map(folder -> Corpus.open(store, folder, store.manifest(folder).orElseThrow()))
                .max(java.util.Comparator.comparingInt(corpus -> corpus.shards().size()))
                .orElseThrow();
        Set<String> texts = new HashSet<>();
        long rows = 0;
        for (ShardSummary shard : last.shards()) {
            try (RecordSource<byte[]> hashes = ShardFormat.openHashes(
                    new org.apache.hadoop.fs.Path(last.folder(), shard.file().path()), store.hadoop())) {
                for (byte[] hash = hashes.next(); hash != null; hash = hashes.next()) {
                    texts.add(HexFormat.of().formatHex(hash));
                    rows++;
                }
            }
        }
        assertThat(rows).isEqualTo(GrowingCorpus.DOCUMENTS).isEqualTo(texts.size());
    }
}
