package dev.perennial.jobs;

import dev.perennial.conf.Names;
import dev.perennial.mixing.StandingStream;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.registry.Registry;
import dev.perennial.training.registry.ScheduleEnding;
import dev.perennial.training.registry.StandingModel;
import java.util.List;
import java.util.stream.Collectors;

/** The lineage of models for a terminal: each with what it saw, and below it those that continue it. */
final class ModelTree {
    private static final String INDENT = "    ";

    private final Registry registry;
    private final StringBuilder text = new StringBuilder();

    private ModelTree(Registry registry) {
        this.registry = registry;
    }

    static String of(Registry registry) {
        if (registry.models().isEmpty()) {
            return "no model stands there";
        }
        ModelTree tree = new ModelTree(registry);
        registry.roots().forEach(root -> tree.add(root, ""));
        return tree.text.toString().stripTrailing();
    }

    private void add(StandingModel model, String indent) {
        line(indent, model.folder().getName() + ", " + model.manifest().created());
        line(indent + INDENT, seen(model));
        line(indent + INDENT, continuation(model));
        List<StandingModel> children = registry.children(model);
        children.forEach(child -> add(child, indent + INDENT));
    }

    private void line(String indent, String line) {
        text.append(indent).append(line).append('\n');
    }

    private String seen(StandingModel model) {
        if (model.isImported()) {
            return "imported";
        }
        String all = model.parent().isEmpty() ? "" : ", " + registry.seen(model) + " with those before";
        return model.tokens() + " tokens" + all + ": " + mixture(model);
    }

    static String mixture(StandingModel model) {
        return model.stream()
                .map(StandingStream::configuration)
                .map(stream -> stream.shares().entrySet().stream()
                        .map(part -> part.getKey() + " " + part.getValue().percent())
                        .collect(Collectors.joining(", ")))
                .orElse("its stream is gone");
    }

    /** How it ended, and what can follow. */
    static String continuation(StandingModel model) {
        if (!model.isCurrent()) {
            return "of format " + model.manifest().formatVersion()
                    + ", which this version does not continue: it continues " + Checkpoint.VERSION;
        }
        if (model.ending().isEmpty()) {
            return "can be continued with re-warming";
        }
        ScheduleEnding ending = model.ending().get();
        String ended = Names.kebab(ending.schedule().getClass().getSimpleName()) + ", ended in its phase "
                + ending.phase() + " at rate " + ending.rate();
        return ended + (ending.isConstant() ? ": can be continued at that rate" : ": can be continued with re-warming");
    }
}
