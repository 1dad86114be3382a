package io.nibble.spark;

import io.nibble.file.storage.ByteSource;
import io.nibble.kernel.Kernels;
import io.nibble.run.Model;
import io.nibble.run.ModelFile;
import io.nibble.run.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scores of a model asked without Spark, one row at a time, in plain Java: the reference. */
final class DirectScores implements AutoCloseable {
  private final Model model;
  private final Session session;

  private DirectScores(Model model) {
    this.model = model;
    this.session = model.session(1);
  }

  static DirectScores of(String path) throws IOException {
    try (ByteSource file = ByteSource.of(Path.of(path))) {
      return new DirectScores(ModelFile.load(file, Kernels.java()));
    }
  }

  List<Float> score(List<? extends Number> features) {
    for (int i = 0; i < features.size(); i++) {
      session.input().putFloat(i, (float) features.get(i).doubleValue());
    }
    session.run(1);
    List<Float> scores = new ArrayList<>();
    for (int i = 0; i < model.header().outputWidth(); i++) {
      scores.add(session.output().floatAt(i));
    }
    return scores;
  }

  @Override
  public void close() {
    session.close();
    model.close();
  }
}
