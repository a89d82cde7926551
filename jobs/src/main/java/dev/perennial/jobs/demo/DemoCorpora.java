package dev.perennial.jobs.demo;

import dev.perennial.conf.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes the three corpora of the demo from unpacked artifacts: an old English one, a new English one (a weak shift) and a
 * German one (a strong shift), in the shapes of the Pile, SlimPajama and OSCAR.
 *
 * <p>The same sources give the same bytes. A folder that stands and was written from them is left as it is.
 */
public final class DemoCorpora {
    // Raise it when the corpora change, so that those that stand are written anew.
    private static final int RECIPE = 2;

    // Whole, Java would be four fifths of the old corpus, and pieces of its validation texts would occur in training;
    // glosses and Scala would make the new English corpus three times as large as the others.
    private static final long CODE_BYTES = 2_750_000;
    private static final long GLOSS_BYTES = 2_750_000;

    private final Path sources;
    private final Path folder;
    private final List<DemoFile> files = new ArrayList<>();

    private DemoCorpora(Path sources, Path folder) {
        this.sources = sources;
        this.folder = folder;
    }

    /**
     * Writes {@code pile/}, {@code slimpajama/} and {@code oscar/} into the output folder, unless they stand.
     *
     * @param sources the folder with one folder an artifact, as this module's build unpacks them
     * @return what each file holds
     */
    public static List<DemoFile> write(Path sources, Path output) throws IOException {
        String origin = origin(sources);
        Optional<DemoContents> standing =
                DemoContents.in(output).filter(contents -> contents.origin().equals(origin));
        if (standing.isPresent()) {
            return standing.get().files();
        }
        Path absolute = output.toAbsolutePath();
        Path fresh = absolute.resolveSibling(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid());
        try {
            List<DemoFile> files = new DemoCorpora(sources, Files.createDirectories(fresh)).writeAll();
            new DemoContents(origin, files).write(fresh);
            delete(absolute);
            Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE);
            return files;
        } finally {
            delete(fresh);
        }
    }

    private List<DemoFile> writeAll() throws IOException {
        Map<String, List<String>> speeches =
                new Parliament().speeches(List.of(source("europarl-a"), source("europarl-b")));
        List<String> java = SourceCode.documents(source("lucene-java"), "*.java");
        List<String> scala = SourceCode.documents(source("spark-scala"), "*.scala");

        old("code", "Github", Sample.ofBytes(java, CODE_BYTES));
        old("parliament", "EuroParl", speeches.getOrDefault("en", List.of()));
        weak("glosses", "RedPajamaWikipedia", Sample.ofBytes(Glosses.documents(source("wordnet")), GLOSS_BYTES));
        weak("sentences", "RedPajamaC4", CorrectedExamples.documents(source("languagetool-en")));
        weak("code", "RedPajamaGithub", Sample.ofBytes(scala, CODE_BYTES));
        strong("parliament", speeches.getOrDefault("de", List.of()));
        strong("sentences", CorrectedExamples.documents(source("languagetool-de")));
        return List.copyOf(files);
    }

    private void old(String kind, String domain, List<String> documents) throws IOException {
        String path = "pile/old-english-" + kind + ".jsonl.zst";
        files.add(EnvelopeFile.write(folder, path, Envelope.PILE, domain, documents));
    }

    private void weak(String kind, String domain, List<String> documents) throws IOException {
        String path = "slimpajama/new-english-" + kind + ".jsonl.zst";
        files.add(EnvelopeFile.write(folder, path, Envelope.SLIM_PAJAMA, domain, documents));
    }

    private void strong(String kind, List<String> documents) throws IOException {
        String path = "oscar/german-" + kind + ".jsonl.zst";
        files.add(EnvelopeFile.write(folder, path, Envelope.OSCAR, "de", documents));
    }

    private SourceFolder source(String artifact) {
        return new SourceFolder(sources.resolve(artifact));
    }

    private static String origin(Path sources) throws IOException {
        SourceFolder all = new SourceFolder(sources);
        StringBuilder listing = new StringBuilder("recipe " + RECIPE + "\n");
        for (Path file : all.files("*")) {
            listing.append(all.name(file)).append(' ').append(Files.size(file)).append('\n');
        }
        return Fingerprint.of(listing.toString()).hex();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
