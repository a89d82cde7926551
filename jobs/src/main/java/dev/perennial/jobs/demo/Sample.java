package dev.perennial.jobs.demo;

import dev.perennial.conf.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Takes part of a list of documents: whole ones, drawn by their content's hash, so that every run draws the same. */
final class Sample {
    private Sample() {}

    /** Documents of at most that many bytes together, in the order they came. */
    static List<String> ofBytes(List<String> documents, long bytes) {
        List<String> hashes = documents.stream()
                .map(document -> Fingerprint.of(document).hex())
                .toList();
        List<Integer> drawn = IntStream.range(0, documents.size())
                .boxed()
                .sorted(Comparator.comparing(hashes::get))
                .toList();
        Set<Integer> taken = new HashSet<>();
        long sum = 0;
        for (int index : drawn) {
            sum += documents.get(index).getBytes(StandardCharsets.UTF_8).length;
            if (sum > bytes) {
                break;
            }
            taken.add(index);
        }
        return IntStream.range(0, documents.size())
                .filter(taken::contains)
                .mapToObj(documents::get)
                .toList();
    }
}
