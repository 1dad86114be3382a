package io.nibble.model;

import io.nibble.kernel.Activation;
import io.nibble.kernel.ActivationQuantization;
import io.nibble.kernel.Kernels;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small model files for the tests of other packages. */
public final class ModelFixtures {
  private ModelFixtures() {}

  /** Writes a random model with layers of these widths, relu between them; returns its path. */
  public static String mlp(Path file, long seed, int... widths) {
    FloatMlp mlp = FloatMlp.random(seed, true, Activation.RELU, widths);
    Int4Settings settings = new Int4Settings(32, false, ActivationQuantization.ASYMMETRIC);
    Quantizer quantizer = Quantizer.of(settings, List.of(), Kernels.java(), QuantizeProgress.NONE);
    try (OutputStream out = Files.newOutputStream(file)) {
      quantizer.quantize(mlp.architecture(), mlp.weights(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString();
  }
}
