package dev.perennial.jobs.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Source files without their licence headers: repeated in each file, they would teach a small model little else. */
final class SourceCode {
    private SourceCode() {}

    static List<String> documents(SourceFolder folder, String glob) throws IOException {
        List<String> documents = new ArrayList<>();
        for (Path file : folder.files(glob)) {
            String code = withoutLicence(Files.readString(file));
            if (!code.isBlank()) {
                documents.add(code);
            }
        }
        return documents;
    }

    static String withoutLicence(String source) {
        String code = source.strip();
        while (code.startsWith("/*")) {
            int end = code.indexOf("*/");
            if (end < 0 || !code.substring(0, end).contains("icense")) {
                break;
            }
            code = code.substring(end + 2).strip();
        }
        return code + "\n";
    }
}
