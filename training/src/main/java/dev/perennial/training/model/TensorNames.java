package dev.perennial.training.model;

/** The names that Hugging Face's {@code GPTNeoXForCausalLM} gives its tensors: a checkpoint carries no others. */
public final class TensorNames {
    public static final String INPUT_EMBEDDING = "gpt_neox.embed_in.weight";
    public static final String FINAL_NORM = "gpt_neox.final_layer_norm";
    public static final String OUTPUT_EMBEDDING = "embed_out.weight";

    public static final String ATTENTION_NORM = "input_layernorm";
    public static final String FEED_FORWARD_NORM = "post_attention_layernorm";
    public static final String QUERY_KEY_VALUE = "attention.query_key_value";
    public static final String ATTENTION_OUTPUT = "attention.dense";
    public static final String FEED_FORWARD_INPUT = "mlp.dense_h_to_4h";
    public static final String FEED_FORWARD_OUTPUT = "mlp.dense_4h_to_h";

    private TensorNames() {}

    /** The name of a part of block {@code layer}, without {@code .weight} or {@code .bias}. */
    public static String inLayer(int layer, String part) {
        return "gpt_neox.layers." + layer + "." + part;
    }

    public static String weight(String part) {
        return part + ".weight";
    }

    public static String bias(String part) {
        return part + ".bias";
    }
}
