package io.nibble.spark.job.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestChunk {
  @Test
  void filesAreCutInTheOrderOfTheirPaths() {
    List<InputFile> files = List.of(file("c", 40), file("a", 60), file("d", 10), file("b", 39));
    assertThat(paths(Chunk.plan(files, 100))).containsExactly(List.of("a", "b", "c"), List.of("d"));
    assertThat(paths(Chunk.plan(files, 99))).containsExactly(List.of("a", "b"), List.of("c", "d"));
    assertThat(paths(Chunk.plan(files, 1)))
        .containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of("d"));
    assertThat(Chunk.plan(files, Long.MAX_VALUE)).hasSize(1);
  }

  @Test
  void theOrderOfTheListingDoesNotMatter() {
    List<InputFile> files =
        IntStream.range(0, 50).mapToObj(i -> file("f" + (i * 37) % 50, i)).toList();
    List<InputFile> sorted = files.stream().sorted((a, b) -> b.path().compareTo(a.path())).toList();
    assertThat(Chunk.plan(files, 100)).isEqualTo(Chunk.plan(sorted, 100));
  }

  @Test
  void everyFileIsInOneChunkAndNumbersCount() {
    List<InputFile> files = IntStream.range(0, 997).mapToObj(i -> file("f" + i, i % 13)).toList();
    List<Chunk> chunks = Chunk.plan(files, 71);
    assertThat(chunks.stream().flatMap(chunk -> chunk.files().stream()))
        .containsExactlyInAnyOrderElementsOf(files);
    assertThat(chunks.stream().map(Chunk::number))
        .containsExactlyElementsOf(IntStream.range(0, chunks.size()).boxed().toList());
    assertThat(chunks.subList(0, chunks.size() - 1)).allMatch(chunk -> chunk.weight() >= 71);
  }

  @Test
  void noFilesAreOneChunkOfEverything() {
    assertThat(Chunk.plan(List.of(), 5)).containsExactly(new Chunk(0, List.of()));
    assertThat(new Chunk(0, List.of()).isWholeInput()).isTrue();
    assertThat(new Chunk(0, List.of()).weight()).isEqualTo(1);
  }

  private static InputFile file(String path, long bytes) {
    return new InputFile(path, bytes, 0);
  }

  private static List<List<String>> paths(List<Chunk> chunks) {
    return chunks.stream()
        .map(chunk -> chunk.files().stream().map(InputFile::path).toList())
        .toList();
  }
}
