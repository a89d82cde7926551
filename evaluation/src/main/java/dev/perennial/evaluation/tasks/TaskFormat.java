package dev.perennial.evaluation.tasks;

import dev.perennial.conf.Names;

/** How a task's rows are laid out, prompted and scored; each as it was published and as the harness takes it. */
public enum TaskFormat {
    HELLASWAG(Kind.CHOICE, Draw.SPARING, true),
    ARC(Kind.CHOICE, Draw.ANY, true),
    PIQA(Kind.CHOICE, Draw.SPARING, true),
    OPENBOOKQA(Kind.CHOICE, Draw.ANY, true),
    WINOGRANDE(Kind.CHOICE, Draw.SPARING, false),
    BOOLQ(Kind.CHOICE, Draw.SPARING, false),
    MMLU(Kind.CHOICE, Draw.FIRST, false),
    BELEBELE(Kind.CHOICE, Draw.FIRST, true),
    /** The last word of a passage, to be guessed from all before it. */
    LAMBADA(Kind.CLOZE, Draw.ANY, false),
    /** Whole pages, undone of the corpus's own way of writing signs. */
    WIKITEXT(Kind.PASSAGE, Draw.ANY, false),
    /** Whole texts as they stand. */
    TEXT(Kind.PASSAGE, Draw.ANY, false);

    private final Kind kind;
    private final Draw draw;
    private final boolean normalised;

    TaskFormat(Kind kind, Draw draw, boolean normalised) {
        this.kind = kind;
        this.draw = draw;
        this.normalised = normalised;
    }

    /** What a model is asked. */
    enum Kind {
        CHOICE,
        CLOZE,
        PASSAGE
    }

    /** How examples are drawn: the harness does it differently where a task names no test split. */
    enum Draw {
        /** As many as wanted, out of all. */
        ANY,
        /** One more than wanted, of which the question itself is left out, or the last. */
        SPARING,
        /** The first ones of the question's subject, in the file's order. */
        FIRST
    }

    Kind kind() {
        return kind;
    }

    Draw draw() {
        return draw;
    }

    /** Whether the length of a choice can be held against its likelihood. */
    boolean isNormalised() {
        return normalised;
    }

    @Override
    public String toString() {
        return Names.kebab(name());
    }
}
