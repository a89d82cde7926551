package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Orders stages so that each stands after what it continues and replays; a circle is an error that names it. */
final class StageOrder {
    private final Map<String, Stage> stages;
    private final Set<String> done = new LinkedHashSet<>();
    private final List<String> path = new ArrayList<>();

    private StageOrder(Map<String, Stage> stages) {
        this.stages = stages;
    }

    static List<String> of(Map<String, Stage> stages) {
        StageOrder order = new StageOrder(stages);
        stages.keySet().forEach(order::visit);
        return List.copyOf(order.done);
    }

    private void visit(String name) {
        if (done.contains(name) || !stages.containsKey(name)) {
            return;
        }
        if (path.contains(name)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot order the stages: they go in a circle, " + String.join(" -> ", path) + " -> " + name + ".");
        }
        path.add(name);
        Stage stage = stages.get(name);
        Stream.concat(stage.parent().stream(), stage.replayed().stream()).forEach(this::visit);
        path.remove(name);
        done.add(name);
    }
}
