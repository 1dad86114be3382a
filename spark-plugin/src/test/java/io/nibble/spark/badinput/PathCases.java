package io.nibble.spark.badinput;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Paths that lead to no file, and files that are no models. */
final class PathCases {
  private static final String NO_FILE = "no such file";
  private static final String UNREADABLE = "cannot be read";

  private PathCases() {}

  static List<BadInput> all() {
    return Stream.of(paths(), places(), files()).flatMap(s -> s).<BadInput>map(c -> c).toList();
  }

  private static Stream<RefusedCall> paths() {
    return Stream.of(
        path("", UNREADABLE),
        path(" ", NO_FILE),
        path("/", NO_FILE),
        path(".", NO_FILE),
        path("..", NO_FILE),
        path("none.nibble", NO_FILE),
        path("DIR/none.nibble", NO_FILE),
        path("DIR/none/none.nibble", NO_FILE),
        path("DIR/m.nibble/m.nibble", NO_FILE),
        path("DIR/M.NIBBLE", NO_FILE),
        path("DIR/*.nibble", NO_FILE),
        path("DIR/{m,n}.nibble", NO_FILE),
        path("DIR/m.nibble ", NO_FILE),
        path("DIR/m.nibble?x=1", NO_FILE),
        path("DIR/m.nibble#1", NO_FILE),
        path("DIR/%6d.nibble", NO_FILE),
        path("DIR/m\\u0000.nibble", ""),
        path("DIR/m\\n.nibble", NO_FILE),
        path("DIR/\\u6a21\\u578b.nibble", NO_FILE),
        path("DIR/" + "m".repeat(300), ""),
        path("DIR/" + "m/".repeat(5000), NO_FILE),
        path("~/m.nibble", NO_FILE),
        path("${HOME}/m.nibble", NO_FILE),
        path("C:\\\\models\\\\m.nibble", ""),
        path("file:", UNREADABLE),
        path("file://host/m.nibble", ""),
        path(":", UNREADABLE),
        path("nosuch://host/m.nibble", "cannot be read: No FileSystem for scheme"),
        path("s3a://bucket/m.nibble", UNREADABLE),
        path("jar:file:/m.jar!/m.nibble", UNREADABLE));
  }

  private static Stream<RefusedCall> places() {
    return Stream.of(
        path("DIR", "is a directory, expected a file"),
        path("DIR/", "is a directory, expected a file"),
        path("DIR/loop", ""),
        path("DIR/pipe", "is a pipe or a device, expected a file"),
        path("/dev/null", "is a pipe or a device, expected a file"),
        path("/dev/zero", "is a pipe or a device, expected a file"));
  }

  private static Stream<RefusedCall> files() {
    return Stream.of(
        path("DIR/table/_SUCCESS", "the file has 0 bytes"),
        path("DIR/text.csv", "not a safetensors file"),
        path("DIR/float.safetensors", "not a Nibble model"),
        path("DIR/float.json", "this is JSON, not tensors"),
        path("DIR/zip.nibble", "this is a ZIP archive"),
        path("DIR/zeros.nibble", "not a safetensors file"));
  }

  private static RefusedCall path(String path, String message) {
    return new RefusedCall("nibble_predict('" + path + "', f)", "nibble_predict: model ", message);
  }

  /** Makes the files. */
  static void create(BadInputSession session) {
    try {
      Path loop = session.path("loop");
      Files.createSymbolicLink(loop, loop);
      new ProcessBuilder("mkfifo", session.path("pipe").toString()).start().waitFor();
      session.spark().table("n").write().parquet(session.path("table").toString());
      Files.writeString(session.path("text.csv"), "id,a,b\n1,2,3\n4,5,6\n");
      io.nibble.build.ModelFixtures.floatMlp(session.path("x").getParent(), "float", 7, 8, 40, 5);
      Files.write(session.path("zip.nibble"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0, 0, 0});
      Files.write(session.path("zeros.nibble"), new byte[4096]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
