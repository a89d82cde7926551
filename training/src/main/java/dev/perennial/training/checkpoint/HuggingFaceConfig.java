package dev.perennial.training.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.training.model.GptNeoX;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code config.json} as Hugging Face transformers 4 writes it for {@code GPTNeoXForCausalLM}. */
public final class HuggingFaceConfig {
    private HuggingFaceConfig() {}

    public static String write(GptNeoX model, int endOfText) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", new String[] {"GPTNeoXForCausalLM"});
        config.put("model_type", "gpt_neox");
        config.put("vocab_size", model.vocabulary());
        config.put("hidden_size", model.width());
        config.put("num_hidden_layers", model.layers());
        config.put("num_attention_heads", model.heads());
        config.put("intermediate_size", 4 * model.width());
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
        config.put("torch_dtype", "float32");
        return Json.pretty(config);
    }

    public static GptNeoX read(String text, String source) {
        JsonNode config = Json.read(text, JsonNode.class, source);
        if (!"gpt_neox".equals(config.path("model_type").asText())) {
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot read '" + source + "': got model_type " + config.path("model_type")
                            + ", expected gpt_neox.");
        }
        return new GptNeoX(
                config.path("vocab_size").asInt(),
                config.path("num_hidden_layers").asInt(),
                config.path("hidden_size").asInt(),
                config.path("num_attention_heads").asInt(),
                config.path("max_position_embeddings").asInt(),
                Share.parse(new BigDecimal(config.path("rotary_pct").asText("0.25")).toPlainString()),
                config.path("rotary_emb_base").asDouble(10_000),
                config.path("layer_norm_eps").asDouble(1e-5));
    }
}
