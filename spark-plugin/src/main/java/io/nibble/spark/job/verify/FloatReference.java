package io.nibble.spark.job.verify;

import io.nibble.build.QuantizeProgress;
import io.nibble.build.Quantizer;
import io.nibble.cli.CommandException;
import io.nibble.file.storage.ByteSource;
import io.nibble.file.storage.Storage;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.run.Model;
import io.nibble.run.ModelFile;
import io.nibble.run.Session;
import io.nibble.spark.job.settings.ExitCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The model that was quantized, computed with its float32 weights, one row at a time. */
public final class FloatReference implements AutoCloseable {
  private static final Int4Settings UNUSED =
      new Int4Settings(32, false, ActivationQuantization.ASYMMETRIC);
  private static final List<String> ALL_LAYERS = List.of("*");

  private final Model model;
  private final Session session;

  private FloatReference(Model model) {
    this.model = model;
    this.session = model.session(1);
  }

  /**
   * Loads float weights.
   *
   * @param quantized the model they must fit
   * @throws CommandException if they do not
   */
  public static FloatReference load(
      Storage storage, String weights, String architecture, ModelHeader quantized)
      throws IOException {
    Path file = Files.createTempFile("nibble-float32-", ".nibble");
    try {
      write(storage, weights, architecture, file);
      try (ByteSource source = ByteSource.of(file)) {
        return checked(ModelFile.load(source, Kernels.best()), weights, quantized);
      }
    } finally {
      Files.delete(file);
    }
  }

  private static void write(Storage storage, String weights, String architecture, Path file)
      throws IOException {
    Quantizer quantizer = Quantizer.of(UNUSED, ALL_LAYERS, Kernels.best(), QuantizeProgress.NONE);
    try (ByteSource weightsFile = storage.open(weights);
        ByteSource architectureFile = storage.open(architecture);
        OutputStream out = Files.newOutputStream(file)) {
      quantizer.quantize(architectureFile, weightsFile, out);
    }
  }

  private static FloatReference checked(Model model, String weights, ModelHeader quantized) {
    ModelHeader found = model.header();
    if (found.inputWidth() != quantized.inputWidth()
        || found.outputWidth() != quantized.outputWidth()) {
      model.close();
      throw new CommandException(
          ExitCodes.FAILED,
          weights
              + " is a model of "
              + widths(found)
              + ", expected "
              + widths(quantized)
              + " as in "
              + quantized.source()
              + ". Give the weights that the model was made of.",
          null);
    }
    return new FloatReference(model);
  }

  private static String widths(ModelHeader header) {
    return header.inputWidth() + " features and " + header.outputWidth() + " scores";
  }

  float[] score(List<? extends Number> features) {
    for (int i = 0; i < features.size(); i++) {
      session.input().putFloat(i, features.get(i).floatValue());
    }
    session.run(1);
    float[] scores = new float[model.header().outputWidth()];
    session.output().copyTo(0, scores, 0, scores.length);
    return scores;
  }

  @Override
  public void close() {
    session.close();
    model.close();
  }
}
