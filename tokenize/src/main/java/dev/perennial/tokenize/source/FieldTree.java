package dev.perennial.tokenize.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The wanted field paths as a tree of names: one pass over an object finds them all and builds nothing else. */
final class FieldTree {
    private final Map<String, FieldTree> children = new HashMap<>();
    private FieldPath path;

    static FieldTree of(List<FieldPath> paths) {
        FieldTree root = new FieldTree();
        for (FieldPath path : paths) {
            FieldTree node = root;
            for (String name : path.names()) {
                node = node.children.computeIfAbsent(name, ignored -> new FieldTree());
            }
            node.path = path;
        }
        return root;
    }

    /**
     * Finds the strings at the wanted paths of the object that the parser stands in; of equal names the last counts.
     *
     * @param quotes takes the byte at which each string's opening quote stands
     */
    void find(JsonParser parser, Map<FieldPath, Integer> quotes) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            FieldTree child = children.get(parser.currentName());
            JsonToken value = parser.nextToken();
            if (child == null) {
                parser.skipChildren();
            } else {
                child.findValue(parser, value, quotes);
            }
        }
    }

    private void findValue(JsonParser parser, JsonToken value, Map<FieldPath, Integer> quotes) throws IOException {
        if (path != null) {
            quotes.remove(path);
        }
        if (value == JsonToken.START_OBJECT) {
            find(parser, quotes);
        } else if (value == JsonToken.VALUE_STRING && path != null) {
            quotes.put(path, (int) parser.currentTokenLocation().getByteOffset());
        } else {
            parser.skipChildren();
        }
    }
}
