package dev.perennial.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.model.TinyModels;
import org.junit.jupiter.api.Test;

class HuggingFaceConfigTest {
    @Test
    void aModelsShapeComesBack() {
        assertThat(HuggingFaceConfig.read(HuggingFaceConfig.write(TinyModels.ODD, 0), "config.json"))
                .isEqualTo(TinyModels.ODD);
        assertThat(HuggingFaceConfig.read(HuggingFaceConfig.write(TinyModels.LONG, 0), "config.json"))
                .isEqualTo(TinyModels.LONG);
    }

    @Test
    void anotherArchitectureIsUnsupported() {
        assertThatThrownBy(() -> HuggingFaceConfig.read("{\"model_type\": \"llama\"}", "config.json"))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("llama");
    }
}
