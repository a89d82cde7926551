package dev.perennial.mixing.spark;

import dev.perennial.mixing.Text;
import dev.perennial.mixing.packing.Lengths;
import dev.perennial.tokenize.shard.DocumentLength;
import dev.perennial.tokenize.shard.RecordSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The lengths of a shard's documents, by text.
 *
 * @param others domains that no text asks for, some of them: what a wrong name may have meant
 */
record ShardLengths(Map<Text, Lengths> lengths, Set<String> others) {
    private static final int MOST_OTHERS = 200;

    static ShardLengths read(String shard, Collection<Text> texts, Configuration hadoop) {
        Texts wanted = Texts.of(texts);
        Map<Text, Lengths> lengths = new LinkedHashMap<>();
        texts.forEach(text -> lengths.put(text, new Lengths()));
        Set<String> others = new TreeSet<>();
        try (RecordSource<DocumentLength> documents = DocumentLength.open(new Path(shard), hadoop)) {
            for (DocumentLength each = documents.next(); each != null; each = documents.next()) {
                Text text = wanted.of(each.domain());
                if (text != null) {
                    lengths.get(text).add(each.tokens() + 1);
                } else if (others.size() < MOST_OTHERS) {
                    others.add(each.domain());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ShardLengths(lengths, others);
    }
}
