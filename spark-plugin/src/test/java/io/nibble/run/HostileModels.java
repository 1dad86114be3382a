package io.nibble.run;

import java.util.List;
import java.util.stream.Stream;

/** Every damaged or hostile model file of the tests of this package, for the tests of others. */
public final class HostileModels {
  private HostileModels() {}

  /**
   * A file that must be refused.
   *
   * @param message what the error says about it
   */
  public record Spoiled(String name, byte[] bytes, String message) {}

  public static List<Spoiled> all() {
    return Stream.of(
            TestHostileSafetensors.cases(), TestHostileModel.cases(), TestHostileGraph.cases())
        .flatMap(cases -> cases)
        .map(HostileCase::spoiled)
        .toList();
  }
}
