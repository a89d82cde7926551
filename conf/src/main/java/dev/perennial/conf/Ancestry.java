package dev.perennial.conf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which artefacts were made from which, as the inputs in their manifests say: there is no other record of it, so none that could be
 * wrong. What was made elsewhere, such as raw files, is in no artefact and is passed over.
 */
public final class Ancestry {
    private final List<Artefact> artefacts;
    private final Map<Fingerprint, List<Artefact>> byContent = new HashMap<>();

    /** @param artefacts all that stand in a workspace */
    public Ancestry(Collection<Artefact> artefacts) {
        this.artefacts = List.copyOf(artefacts);
        for (Artefact each : artefacts) {
            note(each.fingerprint(), each);
            // Inputs name a tokenizer by its only file, wherever it came from.
            if (each.manifest().kind().equals(Manifest.TOKENIZERS)) {
                each.manifest().files().forEach(file -> note(new Fingerprint(file.sha256()), each));
            }
        }
    }

    private void note(Fingerprint content, Artefact artefact) {
        byContent.computeIfAbsent(content, each -> new ArrayList<>()).add(artefact);
    }

    public List<Artefact> artefacts() {
        return artefacts;
    }

    /** What an artefact was made from, as far as it stands. */
    public List<Artefact> madeFrom(Artefact artefact) {
        return artefact.manifest().inputs().values().stream()
                .flatMap(input -> byContent.getOrDefault(input, List.of()).stream())
                .distinct()
                .toList();
    }

    /** The given artefacts and all that they descend from. */
    public Set<Artefact> withAncestors(Collection<Artefact> descendants) {
        Set<Artefact> all = new HashSet<>(descendants);
        Deque<Artefact> next = new ArrayDeque<>(descendants);
        while (!next.isEmpty()) {
            for (Artefact ancestor : madeFrom(next.remove())) {
                if (all.add(ancestor)) {
                    next.add(ancestor);
                }
            }
        }
        return all;
    }

    /** Each before all that it was made from: the order in which they can be removed without leaving one that lacks something. */
    public List<Artefact> descendantsFirst() {
        Set<Artefact> placed = new HashSet<>();
        List<Artefact> ancestorsFirst = new ArrayList<>();
        artefacts.forEach(each -> place(each, placed, ancestorsFirst));
        List<Artefact> descendantsFirst = new ArrayList<>(ancestorsFirst);
        Collections.reverse(descendantsFirst);
        return descendantsFirst;
    }

    private void place(Artefact artefact, Set<Artefact> placed, List<Artefact> ancestorsFirst) {
        if (placed.add(artefact)) {
            madeFrom(artefact).forEach(each -> place(each, placed, ancestorsFirst));
            ancestorsFirst.add(artefact);
        }
    }
}
