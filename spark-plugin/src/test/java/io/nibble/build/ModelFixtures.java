package io.nibble.build;

import io.nibble.file.storage.ByteSource;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
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
    return mlp(file, seed, List.of(), widths);
  }

  /** The same with a name for each score. */
  public static String mlp(Path file, long seed, List<String> outputNames, int... widths) {
    FloatMlp mlp = FloatMlp.random(seed, true, Activation.RELU, widths);
    mlp.outputNames = outputNames;
    return quantized(mlp, file);
  }

  /** The same with softmax at the end. */
  public static String classifier(Path file, long seed, List<String> outputNames, int... widths) {
    FloatMlp mlp = FloatMlp.random(seed, true, Activation.RELU, widths);
    mlp.outputNames = outputNames;
    mlp.softmax = true;
    return quantized(mlp, file);
  }

  /** A random model whose inputs have names. */
  public static String named(Path file, long seed, List<String> inputNames, int outputs) {
    FloatMlp mlp = FloatMlp.random(seed, true, Activation.RELU, inputNames.size(), 20, outputs);
    mlp.inputNames = inputNames;
    return quantized(mlp, file);
  }

  /** A model whose scores are all 0. */
  public static String zero(Path file, int inputs, int outputs) {
    FloatMlp mlp = new FloatMlp();
    mlp.layers.add(
        new FloatMlp.Layer(
            inputs, outputs, new float[inputs * outputs], null, Activation.IDENTITY));
    return quantized(mlp, file);
  }

  private static String quantized(FloatMlp mlp, Path file) {
    Int4Settings settings = new Int4Settings(32, false, ActivationQuantization.ASYMMETRIC);
    Quantizer quantizer = Quantizer.of(settings, List.of(), Kernels.java(), QuantizeProgress.NONE);
    try (OutputStream out = Files.newOutputStream(file)) {
      quantizer.quantize(mlp.architecture(), mlp.weights(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString();
  }

  /**
   * Writes the float model that {@link #mlp} quantizes: {@code name.safetensors}, whose path it
   * returns, and {@code name.json}.
   */
  public static String floatMlp(Path directory, String name, long seed, int... widths) {
    FloatMlp mlp = FloatMlp.random(seed, true, Activation.RELU, widths);
    Path weights = directory.resolve(name + ".safetensors");
    write(mlp.weights(), weights);
    write(mlp.architecture(), directory.resolve(name + ".json"));
    return weights.toString();
  }

  private static void write(ByteSource source, Path file) {
    byte[] bytes = new byte[(int) source.length()];
    try {
      source.readFully(0, bytes, 0, bytes.length);
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
