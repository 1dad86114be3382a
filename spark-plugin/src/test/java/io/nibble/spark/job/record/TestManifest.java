package io.nibble.spark.job.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputFile;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestManifest {
  private static final InputFile A = new InputFile("a", 5, 1);
  private static final InputFile B = new InputFile("b", 6, 2);
  private static final Manifest MANIFEST =
      new Manifest(
          "id",
          Map.of("--result", "y"),
          List.of(new Chunk(0, List.of(A)), new Chunk(1, List.of(B))));

  @Test
  void theSameJobHasNoDifferences() {
    assertThat(differences("y", B, A)).isEmpty();
  }

  @Test
  void everyDifferenceIsNamed() {
    assertThat(differences("z", A, B)).containsExactly("--result was y, is z");
    assertThat(differences("y", A)).containsExactly("input file b is gone");
    assertThat(differences("y", A, B, new InputFile("c", 1, 1)))
        .containsExactly("input file c is new");
    assertThat(differences("y", A, new InputFile("b", 7, 2)))
        .containsExactly("input file b was written anew");
    assertThat(differences("y", A, new InputFile("b", 6, 3)))
        .containsExactly("input file b was written anew");
  }

  @Test
  void manyAreCounted() {
    InputFile[] others =
        IntStream.range(0, 9).mapToObj(i -> new InputFile("n" + i, 1, 1)).toArray(InputFile[]::new);
    assertThat(differences("y", others))
        .containsExactly(
            "input file a is gone",
            "input file b is gone",
            "input file n0 is new",
            "input file n1 is new",
            "input file n2 is new",
            "6 more");
  }

  private static List<String> differences(String result, InputFile... files) {
    return MANIFEST.differences(Map.of("--result", result), List.of(files));
  }
}
