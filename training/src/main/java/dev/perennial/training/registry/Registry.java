package dev.perennial.training.registry;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Store;
import dev.perennial.conf.Tokens;
import dev.perennial.training.checkpoint.Checkpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The lineage of models: every checkpoint that stands in a workspace, and which was continued as which. It is made from the manifests when
 * it is asked for and kept nowhere, so it cannot differ from them.
 */
public final class Registry {
    private final Map<Fingerprint, StandingModel> models = new LinkedHashMap<>();

    public Registry(Collection<StandingModel> models) {
        models.stream()
                .sorted(Comparator.comparing(
                                (StandingModel model) -> model.manifest().created())
                        .thenComparing(StandingModel::name))
                .forEach(model -> this.models.putIfAbsent(model.fingerprint(), model));
    }

    public static Registry of(Store store) {
        List<StandingModel> models = new ArrayList<>();
        for (Path folder : store.folders(Checkpoint.KIND)) {
            if (store.manifest(folder).isPresent()) {
                models.add(StandingModel.open(store, folder));
            }
        }
        return new Registry(models);
    }

    /** All of them, oldest first. */
    public List<StandingModel> models() {
        return List.copyOf(models.values());
    }

    public Optional<StandingModel> parent(StandingModel model) {
        return model.parent().map(models::get);
    }

    /** Those that have no parent, or whose parent is gone. */
    public List<StandingModel> roots() {
        return models.values().stream().filter(model -> parent(model).isEmpty()).toList();
    }

    public List<StandingModel> children(StandingModel model) {
        return models.values().stream()
                .filter(each ->
                        each.parent().filter(model.fingerprint()::equals).isPresent())
                .toList();
    }

    /** A model and all that it descends from, oldest first. */
    public List<StandingModel> chain(StandingModel model) {
        List<StandingModel> newestFirst = new ArrayList<>();
        Optional<StandingModel> next = Optional.of(model);
        while (next.isPresent()) {
            newestFirst.add(next.get());
            next = parent(next.get());
        }
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** All that a model and its ancestors were trained on; what an imported one had seen is not known. */
    public Tokens seen(StandingModel model) {
        return new Tokens(
                chain(model).stream().mapToLong(each -> each.tokens().count()).reduce(0, Math::addExact));
    }

    /** Whether a model has seen all that another has seen, and more: it descends from it, or its run came by there. */
    public boolean continues(StandingModel later, StandingModel earlier) {
        return !later.fingerprint().equals(earlier.fingerprint())
                && chain(later).stream()
                        .anyMatch(each -> each.fingerprint().equals(earlier.fingerprint()) || earlier.isPassedBy(each));
    }

    /** Those of the given ones that no other of them continues. */
    public List<StandingModel> latest(List<StandingModel> some) {
        return some.stream()
                .filter(model -> some.stream().noneMatch(other -> continues(other, model)))
                .toList();
    }
}
