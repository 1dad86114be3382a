package io.nibble.file.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLocalPlace {
  @TempDir Path directory;

  private Path in;
  private Path file;

  @BeforeEach
  void create() throws IOException {
    in = Files.createDirectory(directory.resolve("in"));
    file = Files.writeString(in.resolve("file"), "rows");
  }

  private boolean overlap(Path one, Path other) throws IOException {
    boolean overlap = LocalPlace.of(one).overlaps(LocalPlace.of(other));
    assertThat(LocalPlace.of(other).overlaps(LocalPlace.of(one))).isEqualTo(overlap);
    return overlap;
  }

  @Test
  void spellings() throws IOException {
    Path relative = Path.of("").toAbsolutePath().relativize(in);
    for (String name :
        List.of(in + "/", in + "/.", in + "/../in", in + "/new/../", "" + relative)) {
      assertThat(overlap(in, Path.of(name))).as(name).isTrue();
    }
    assertThat(overlap(in, directory)).as("parent").isTrue();
    assertThat(overlap(in, in.resolve("new/deep"))).as("not there yet").isTrue();
    assertThat(overlap(in.resolve("new"), in.resolve("new/deep"))).as("both not there").isTrue();
  }

  @Test
  void neighbours() throws IOException {
    for (String name : List.of("in2", "i", "out/in", "IN")) {
      assertThat(overlap(in, directory.resolve(name))).as(name).isFalse();
    }
    assertThat(overlap(directory.resolve("new"), directory.resolve("NEW"))).isFalse();
    assertThat(overlap(directory.resolve("new/a"), directory.resolve("new/b"))).isFalse();
    assertThat(overlap(file, in.resolve("file2"))).isFalse();
  }

  @Test
  void links() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), in);
    Path chain = Files.createSymbolicLink(directory.resolve("chain"), Path.of("link"));
    Path up = Files.createSymbolicLink(in.resolve("up"), directory);
    Path hard = Files.createLink(directory.resolve("hard"), file);
    for (Path other : List.of(link, chain, up, chain.resolve("new"), link.resolve("up/in"))) {
      assertThat(overlap(in, other)).as("%s", other).isTrue();
    }
    assertThat(overlap(file, hard)).as("hard link").isTrue();
    assertThat(overlap(in, hard)).as("a file's other folder").isFalse();
    assertThat(LocalPlace.of(file).fileKey()).isEqualTo(LocalPlace.of(hard).fileKey());
  }

  @Test
  void linksToWhatIsNotThere() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("new"));
    assertThat(overlap(link, directory.resolve("new"))).isTrue();
    assertThat(overlap(link.resolve("deep"), directory.resolve("new"))).isTrue();
    assertThat(overlap(link, directory.resolve("other"))).isFalse();
  }

  @Test
  void theWayFromOneToTheOther() throws IOException {
    assertThat(LocalPlace.of(in.resolve("a/b")).within(LocalPlace.of(directory)))
        .isEqualTo(Optional.of(List.of("in", "a", "b")));
    assertThat(LocalPlace.of(in).within(LocalPlace.of(in))).isEqualTo(Optional.of(List.of()));
    assertThat(LocalPlace.of(directory).within(LocalPlace.of(in))).isEmpty();
  }

  @Test
  void devicesReplaceNothing() throws IOException {
    assertThat(overlap(Path.of("/dev/null"), Path.of("/dev/null"))).isFalse();
  }
}
