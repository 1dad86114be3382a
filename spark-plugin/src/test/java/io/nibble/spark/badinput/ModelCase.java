package io.nibble.spark.badinput;

import io.nibble.run.HostileModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A damaged or hostile model file, named in a query. */
record ModelCase(HostileModels.Spoiled model) implements BadInput {
  static List<BadInput> all() {
    return HostileModels.all().stream().<BadInput>map(ModelCase::new).toList();
  }

  @Override
  public void check(BadInputSession session) {
    Path file = session.path("spoiled.nibble");
    try {
      Files.write(file, model.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String start = "nibble_predict: model " + file + ": ";
    new RefusedCall("nibble_predict('" + file + "', f)", start, model.message()).check(session);
  }

  @Override
  public String toString() {
    return "model: " + model.name();
  }
}
