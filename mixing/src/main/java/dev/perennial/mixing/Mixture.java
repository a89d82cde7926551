package dev.perennial.mixing;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.mixing.SlotPlan.Branch;
import dev.perennial.mixing.SlotPlan.Group;
import dev.perennial.mixing.SlotPlan.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a stretch of a stream is made of.
 *
 * @param data shares of what is new, which add up to 1 on every level of the nest
 * @param replay shares of the whole, taken from the streams of earlier stages
 */
public record Mixture(Map<String, Portion> data, List<Replay> replay) {

    public Mixture {
        data = Collections.unmodifiableMap(new TreeMap<>(data));
        replay = replay.stream().filter(each -> !each.share().isNone()).toList();
        if (replay.stream().map(Replay::name).distinct().count() < replay.size()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot replay one stage twice in a mixture: got "
                            + replay.stream().map(Replay::of).toList() + ". Give it one share.");
        }
    }

    /** A mixture without a nest. */
    public static Mixture of(Map<String, Share> corpora, List<Replay> replay) {
        Map<String, Portion> data = new TreeMap<>();
        corpora.forEach((corpus, share) -> data.put(corpus, Portion.of(share)));
        return new Mixture(data, replay);
    }

    /** The parts in slot order, with their shares of the whole: what is replayed first, then the corpora by name. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>(replays());
        parts.addAll(SlotPlan.parts(fresh()));
        return parts;
    }

    public SlotPlan slots() {
        return SlotPlan.replaying(replays(), fresh());
    }

    /** The texts that are not replayed, by the names of their parts. */
    public Map<String, Text> texts() {
        Map<String, Text> texts = new LinkedHashMap<>();
        collect(data, texts);
        return texts;
    }

    /** How much is replayed in all. */
    public Share replayed() {
        return replay.stream().map(Replay::share).reduce(Share.NONE, Share::plus);
    }

    private List<Part> replays() {
        return replay.stream().map(each -> new Part(each.name(), each.share())).toList();
    }

    private List<Branch> fresh() {
        Share left = replayed().complement();
        return data.isEmpty() && left.isNone() ? List.of() : branches("", data, left);
    }

    private static List<Branch> branches(String place, Map<String, Portion> level, Share whole) {
        check(place, shares(level));
        List<Branch> branches = new ArrayList<>();
        level.forEach((name, portion) -> {
            Share share = portion.share().within(whole);
            if (portion.share().isNone()) {
                return;
            }
            if (!portion.data().isEmpty()) {
                branches.add(new Group(branches(join(place, name) + ".data", portion.data(), share)));
            } else if (!portion.domains().isEmpty()) {
                check(join(place, name) + ".domains", portion.domains());
                branches.add(new Group(domains(name, portion.domains(), share)));
            } else {
                branches.add(new Part(new Text.Whole(name).name(), share));
            }
        });
        return branches;
    }

    private static List<Branch> domains(String corpus, Map<String, Share> domains, Share whole) {
        return domains.entrySet().stream()
                .filter(domain -> !domain.getValue().isNone())
                .<Branch>map(domain -> new Part(
                        new Text.Domain(corpus, domain.getKey()).name(),
                        domain.getValue().within(whole)))
                .toList();
    }

    private static void collect(Map<String, Portion> level, Map<String, Text> texts) {
        level.forEach((name, portion) -> {
            if (portion.share().isNone()) {
                return;
            }
            collect(portion.data(), texts);
            portion.domains().forEach((domain, share) -> {
                if (!share.isNone()) {
                    add(new Text.Domain(name, domain), texts);
                }
            });
            if (portion.data().isEmpty() && portion.domains().isEmpty()) {
                add(new Text.Whole(name), texts);
            }
        });
    }

    private static String join(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }

    private static Map<String, Share> shares(Map<String, Portion> level) {
        Map<String, Share> shares = new TreeMap<>();
        level.forEach((name, portion) -> shares.put(name, portion.share()));
        return shares;
    }

    /** A text in two places would begin anew in each, and be seen twice unnoticed. */
    private static void add(Text text, Map<String, Text> texts) {
        if (texts.put(text.name(), text) != null) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot mix '" + text.name() + "': it stands in the mixture twice. Give it one share.");
        }
    }

    private static void check(String place, Map<String, Share> shares) {
        if (Share.addUp(shares.values())) {
            return;
        }
        String got = shares.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(" + "));
        throw new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot mix" + (place.isEmpty() ? "" : " '" + place + "'") + ": the shares do not add up, got "
                        + (got.isEmpty() ? "none" : got) + ", expected exactly 1.");
    }
}
