package dev.perennial.mixing.spark;

import dev.perennial.mixing.Text;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The texts of one corpus by domain: either one, which is all of it, or some of its domains. */
record Texts(Text whole, Map<String, Text> domains) {
    static Texts of(Collection<Text> texts) {
        Map<String, Text> domains = new HashMap<>();
        Text whole = null;
        for (Text text : texts) {
            if (text instanceof Text.Domain part) {
                domains.put(part.domain(), text);
            } else {
                whole = text;
            }
        }
        return new Texts(whole, domains);
    }

    /** The text that a document of this domain belongs to, or null. */
    Text of(String domain) {
        return whole != null ? whole : domains.get(domain);
    }
}
