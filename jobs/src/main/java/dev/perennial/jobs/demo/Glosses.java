package dev.perennial.jobs.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** WordNet's glosses: the first word of each sense and what it means, forty to a document as a page of a dictionary. */
final class Glosses {
    private static final int GLOSSES_A_DOCUMENT = 40;
    private static final int FIRST_WORD = 4;
    private static final Pattern SYNTACTIC_MARKER = Pattern.compile("\\((a|p|ip)\\)$");

    private Glosses() {}

    static List<String> documents(SourceFolder folder) throws IOException {
        List<String> documents = new ArrayList<>();
        for (Path file : folder.files("data.{noun,verb,adj,adv}")) {
            List<String> glosses = new ArrayList<>();
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                // The licence at the top of each file is set in by two spaces.
                if (!line.startsWith(" ") && line.contains(" | ")) {
                    glosses.add(gloss(line));
                }
            }
            documents.addAll(Grouping.joined(glosses, GLOSSES_A_DOCUMENT));
        }
        return documents;
    }

    private static String gloss(String line) {
        int bar = line.indexOf(" | ");
        String word = line.substring(0, bar).split(" ")[FIRST_WORD];
        String name = SYNTACTIC_MARKER.matcher(word).replaceFirst("").replace('_', ' ');
        return name + ": " + line.substring(bar + 3).strip();
    }
}
