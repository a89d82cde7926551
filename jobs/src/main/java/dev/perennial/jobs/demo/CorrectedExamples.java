package dev.perennial.jobs.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The example sentences of LanguageTool's grammar rules, each put right, twenty to a document.
 *
 * <p>An example marks its mistake and says what should stand there; one that only shows a mistake is left out.
 */
final class CorrectedExamples {
    private static final int SENTENCES_A_DOCUMENT = 20;

    private CorrectedExamples() {}

    static List<String> documents(SourceFolder folder) throws IOException {
        // Rules that look for one mistake often share their examples: each sentence is taken once.
        Set<String> sentences = new LinkedHashSet<>();
        for (Path file : folder.files("grammar.xml")) {
            try (InputStream in = Files.newInputStream(file)) {
                read(in, sentences);
            } catch (XMLStreamException e) {
                throw new IOException("cannot read the rules in " + file, e);
            }
        }
        return Grouping.joined(List.copyOf(sentences), SENTENCES_A_DOCUMENT);
    }

    private static void read(InputStream in, Set<String> sentences) throws XMLStreamException {
        XMLStreamReader reader = factory().createXMLStreamReader(in);
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT
                    && reader.getLocalName().equals("example")) {
                boolean shownAsMistake = reader.getAttributeValue(null, "type") != null;
                String correction = reader.getAttributeValue(null, "correction");
                String sentence = sentence(reader, correction);
                boolean hasNoCorrection = correction != null && correction.isBlank();
                if (!shownAsMistake && !hasNoCorrection && !sentence.isBlank()) {
                    sentences.add(sentence);
                }
            }
        }
        reader.close();
    }

    /** The text up to the end of the example, with the first of the corrections in place of what is marked. */
    private static String sentence(XMLStreamReader reader, String correction) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        boolean replaced = false;
        while (true) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                if (reader.getLocalName().equals("example")) {
                    return text.toString().strip().replaceAll("\\s+", " ");
                }
                replaced = false;
            } else if (event == XMLStreamConstants.START_ELEMENT && correction != null) {
                replaced = true;
                text.append(correction.split("\\|", 2)[0]);
            } else if (!replaced && reader.hasText() && event != XMLStreamConstants.COMMENT) {
                text.append(reader.getText());
            }
        }
    }

    /** The rules declare entities of their own, which are needed; from outside the file nothing is ever fetched. */
    private static XMLInputFactory factory() {
        // The JDK's own: it bounds how far entities may expand, and another on the class path might not.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
