package dev.perennial.jobs;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Replay;
import dev.perennial.training.model.GptNeoX;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text of a planned experiment: the template, and what was decided.
 *
 * @param reasons for people, at its head
 * @param template path from the new file's folder
 * @param overrides of the template, as they were given
 * @param model where the template has none
 * @param standing what is taken from the workspace
 * @param written the corpus as it is read, where the template does not have it
 * @param skip of the corpus, what was seen of it
 * @param old whose forgetting is measured, where the template does not say
 */
record NextExperiment(
        List<String> reasons,
        String template,
        List<String> overrides,
        String name,
        Optional<GptNeoX> model,
        Standing standing,
        String corpus,
        Optional<ConfigValue> written,
        String parent,
        List<Replay> replays,
        Optional<Tokens> skip,
        Optional<String> old) {

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("# Planned by 'perennial next'; run it with 'perennial run --conf' and this file.");
        reasons.forEach(reason -> lines.add("# " + reason));
        lines.add("include " + quoted(template));
        lines.addAll(overrides);
        lines.add("");
        lines.add("name = " + quoted(name));
        model.ifPresent(shape -> lines.add("model " + section(shape)));
        lines.add("standing {");
        lines.add("  stages " + section(standing.stages()));
        lines.add("  corpora " + section(standing.corpora()));
        lines.add("}");
        written.ifPresent(
                value -> lines.add("corpora." + quoted(corpus) + " " + value.render(ConfigRenderOptions.concise())));
        lines.add("stages." + quoted(name) + " = ${" + NextTemplate.STAGE + "} {");
        lines.add("  parent = " + quoted(parent));
        lines.add("  data " + section(Map.of(corpus, 1)));
        lines.add("  replay = [");
        replays.forEach(replay -> lines.add("    " + section(replay)));
        lines.add("  ]");
        skip.ifPresent(tokens -> lines.add("  skip { " + quoted(corpus) + " = " + tokens.count() + " }"));
        lines.add("}");
        old.ifPresent(corpus -> lines.add("evaluate.old = " + quoted(corpus)));
        return String.join("\n", lines) + "\n";
    }

    private static String section(GptNeoX model) {
        return String.format(
                "{ layers = %d, width = %d, heads = %d, context = %d, vocabulary = %d, rotary = %s, rotary-base = %s,"
                        + " norm-epsilon = %s }",
                model.layers(),
                model.width(),
                model.heads(),
                model.context(),
                model.vocabulary(),
                model.rotary(),
                model.rotaryBase(),
                model.normEpsilon());
    }

    private static String section(Replay replay) {
        return "{ of = " + quoted(replay.of()) + ", share = " + replay.share() + ", from = " + replay.from()
                + (replay.order() == Replay.Order.SHUFFLED ? ", order = shuffled }" : " }");
    }

    private static String section(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(each -> quoted(each.getKey()) + " = "
                        + (each.getValue() instanceof String text ? quoted(text) : each.getValue()))
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String quoted(String text) {
        return ConfigUtil.quoteString(text);
    }
}
