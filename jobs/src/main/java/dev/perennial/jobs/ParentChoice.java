package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.registry.Registry;
import dev.perennial.training.registry.StandingModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which model the next stage continues. A schedule that begins at a constant rate needs a model in the constant phase of that rate; one that
 * warms up takes a run's end, cooled or not. Of those that fit, the one that no other of them continues.
 *
 * @param constantStart the rate at which the stage begins, if it does not warm up
 * @param fits whether a model has the shape asked for
 */
record ParentChoice(Registry registry, Optional<Double> constantStart, Predicate<StandingModel> fits) {

    /** A parent, and the reason in words. */
    record Chosen(StandingModel parent, String reason) {}

    /** @param named a checkpoint's name or folder, if somebody chose */
    Chosen choose(Optional<String> named) {
        return named.map(this::byName).orElseGet(this::latest);
    }

    private Chosen latest() {
        List<StandingModel> candidates = registry.models().stream()
                .filter(fits)
                .filter(this::canBeContinued)
                .toList();
        List<StandingModel> latest = registry.latest(candidates);
        if (latest.isEmpty()) {
            throw refused("Cannot find a model to continue: " + lack() + ".");
        }
        if (latest.size() > 1) {
            throw refused("Cannot choose the model to continue: none of these continues the others, got "
                    + names(latest) + ". Name one with --parent.");
        }
        StandingModel parent = latest.get(0);
        return new Chosen(
                parent,
                constantStart
                        .map(rate -> "the latest in the constant phase at " + rate + ", where the schedule goes on")
                        .orElse("the latest end of a run; the schedule warms up again"));
    }

    private boolean canBeContinued(StandingModel model) {
        return model.isCurrent()
                && constantStart
                        .map(rate -> model.constantRate().equals(Optional.of(rate)))
                        .orElse(!model.isBranchPoint());
    }

    private String lack() {
        List<StandingModel> all = registry.models();
        if (all.isEmpty()) {
            return "none stands in the workspace. Run the first stage as an experiment of its own";
        }
        if (all.stream().noneMatch(fits)) {
            return "none has the template's shape, got " + names(all)
                    + ". Leave the template's model out for the parent's";
        }
        List<String> ends = all.stream()
                .filter(fits)
                .map(model -> model.folder().getName() + " " + ModelTree.continuation(model))
                .toList();
        return constantStart
                        .map(rate -> "the schedule begins at the constant rate " + rate
                                + " without a warm-up, and none ended in a constant phase of that rate")
                        .orElse("none is the end of a run")
                + ", got " + String.join("; ", ends)
                + ". End a stage with anneal = 0, branch one off ('perennial branch'), or give the schedule a warm-up";
    }

    private Chosen byName(String name) {
        List<StandingModel> found = registry.models().stream()
                .filter(model ->
                        model.name().equals(name) || model.folder().getName().equals(name))
                .toList();
        if (found.isEmpty()) {
            throw refused("Cannot find the model '" + name + "'."
                    + Names.suggestion(
                            name,
                            registry.models().stream()
                                    .map(model -> model.folder().getName())
                                    .toList()));
        }
        if (found.size() > 1) {
            throw refused("Cannot tell which model '" + name + "' is: got " + names(found) + ". Name its folder.");
        }
        StandingModel parent = found.get(0);
        if (!fits.test(parent)) {
            throw refused(
                    "Cannot continue '" + parent.folder().getName() + "': it has another shape than the template's"
                            + " model, got " + parent.model() + ". Leave the template's model out for the parent's.");
        }
        if (constantStart.isPresent() && !canBeContinued(parent)) {
            throw refused("Cannot continue '" + parent.folder().getName()
                    + "' without re-warming: the schedule begins at the constant rate " + constantStart.get() + ", got "
                    + ModelTree.continuation(parent) + "." + constantAncestors(parent));
        }
        return new Chosen(parent, "named by --parent");
    }

    private String constantAncestors(StandingModel model) {
        List<StandingModel> could = registry.models().stream()
                .filter(each -> registry.continues(model, each))
                .filter(this::canBeContinued)
                .toList();
        return could.isEmpty() ? " Give the schedule a warm-up." : " It came by " + names(could) + ", which can be.";
    }

    /** Models whose later lessons the parent has not had: they went on from it, and cannot be continued so. */
    List<StandingModel> leftBehind(StandingModel parent) {
        return registry.models().stream()
                .filter(model -> registry.continues(model, parent))
                .toList();
    }

    private static String names(List<StandingModel> models) {
        return models.stream().map(model -> model.folder().getName()).collect(Collectors.joining(", "));
    }

    private static PerennialException refused(String message) {
        return new PerennialException(ErrorCode.CONFIGURATION, message);
    }
}
