package dev.perennial.training.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.training.model.GptNeoX;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code config.json} of {@code GPTNeoXForCausalLM}: written as Hugging Face transformers 4 writes it, read as any version does. */
public final class HuggingFaceConfig {
    private static final int WIDENING = 4;

    private final JsonNode config;
    private final String source;

    private HuggingFaceConfig(JsonNode config, String source) {
        this.config = config;
        this.source = source;
    }

    public static String write(GptNeoX model, int endOfText) {
        return write(model, endOfText, FloatFormat.FP32);
    }

    public static String write(GptNeoX model, int endOfText, FloatFormat format) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", new String[] {"GPTNeoXForCausalLM"});
        config.put("model_type", "gpt_neox");
        config.put("vocab_size", model.vocabulary());
        config.put("hidden_size", model.width());
        config.put("num_hidden_layers", model.layers());
        config.put("num_attention_heads", model.heads());
        config.put("intermediate_size", WIDENING * model.width());
        config.put("max_position_embeddings", model.context());
        config.put("rotary_pct", model.rotary().approximately());
        config.put("rotary_emb_base", model.rotaryBase());
        config.put("layer_norm_eps", model.normEpsilon());
        config.put("hidden_act", "gelu");
        config.put("attention_bias", true);
        config.put("use_parallel_residual", true);
        config.put("tie_word_embeddings", false);
        config.put("bos_token_id", endOfText);
        config.put("eos_token_id", endOfText);
        config.put("torch_dtype", format);
        return Json.pretty(config);
    }

    /** The model, or an error that names the first thing in it that cannot be served. */
    public static GptNeoX read(String text, String source) {
        return new HuggingFaceConfig(Json.read(text, JsonNode.class, source), source).model();
    }

    /** The id of the token that ends a text. */
    public static int endOfText(String text, String source) {
        return Json.read(text, JsonNode.class, source).path("eos_token_id").asInt();
    }

    private GptNeoX model() {
        expect("model_type", "gpt_neox", null);
        expect("hidden_act", "gelu", "gelu");
        expect("use_parallel_residual", "true", "true");
        expect("attention_bias", "true", "true");
        expect("tie_word_embeddings", "false", "false");
        int width = count("hidden_size");
        expect("intermediate_size", Integer.toString(WIDENING * width), null);
        JsonNode rotary = rotary();
        return new GptNeoX(
                count("vocab_size"),
                count("num_hidden_layers"),
                width,
                count("num_attention_heads"),
                count("max_position_embeddings"),
                share(rotary.path("partial_rotary_factor"), config.path("rotary_pct")),
                rotary.path("rope_theta")
                        .asDouble(config.path("rotary_emb_base").asDouble(10_000)),
                config.path("layer_norm_eps").asDouble(1e-5));
    }

    /** The rotary section of transformers 5, or nothing; a scaled one is refused, since positions would mean something else. */
    private JsonNode rotary() {
        for (String key : new String[] {"rope_scaling", "rope_parameters"}) {
            JsonNode section = config.path(key);
            String type = section.path("rope_type").asText(section.path("type").asText("default"));
            if (section.isObject() && !type.equals("default")) {
                throw refused(key, "rotary positions are scaled", type, "default, or none");
            }
        }
        return config.path("rope_parameters");
    }

    private Share share(JsonNode newer, JsonNode older) {
        JsonNode share = newer.isMissingNode() ? older : newer;
        if (share.isMissingNode()) {
            return new Share(1, 4);
        }
        if (!share.isNumber()) {
            throw refused("rotary_pct", "rotary_pct is no number", share.toString(), "0 to 1");
        }
        return Share.parse(share.decimalValue().toPlainString());
    }

    private int count(String key) {
        JsonNode value = config.path(key);
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.asInt() < 1) {
            throw refused(key, key + " is no count", value.toString(), "at least 1");
        }
        return value.asInt();
    }

    private void expect(String key, String served, String fallback) {
        JsonNode value = config.path(key);
        String got = value.isMissingNode() || value.isNull() ? fallback : value.asText();
        if (!served.equals(got)) {
            throw refused(key, key + " is of another model", got, served);
        }
    }

    private PerennialException refused(String key, String reason, String got, String expected) {
        return new PerennialException(
                ErrorCode.UNSUPPORTED,
                "Cannot read '" + source + "': " + reason + ", got " + key + " = " + got + ", expected " + expected
                        + ". GPT-NeoX models with parallel residual, exact GELU, biases and untied embeddings are served.");
    }
}
