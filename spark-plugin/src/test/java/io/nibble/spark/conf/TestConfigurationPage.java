package io.nibble.spark.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md is made from the keys. After a change of a key: {@code mvn -pl spark-plugin
 * -am test -Dtest=TestConfigurationPage -Dsurefire.failIfNoSpecifiedTests=false
 * -Dnibble.writeDocs=true}.
 */
class TestConfigurationPage {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  private static final String HEAD =
      """
      # Configuration

      Made from `NibbleKeys` by `TestConfigurationPage`, which fails when this page and the code differ.

      Set these with `--conf`, in `spark-defaults.conf`, or for one session with `SET key = value`. A session's value wins
      over the application's. What counts are the settings of the session that runs a query, when Spark plans it, wherever the text
      of the query comes from: views and SQL functions, of other sessions too. A Dataset is planned when it first runs or is
      explained, and keeps that plan; a stream, when it starts. `broadcast`, `distribution` and `store` are read from the
      application only.

      | key | default | values | meaning |
      |---|---|---|---|
      """;

  private static final String TAIL =
      """

      Settings of Spark that matter to Nibble:

      | key | value | when |
      |---|---|---|
      | `spark.plugins` | `io.nibble.spark.NibblePlugin` | always, unless the next one is set |
      | `spark.sql.extensions` | `io.nibble.spark.NibbleExtensions` | in place of the plugin; models are then freed at the end of the application only |
      | `spark.kryo.registrator` | `io.nibble.spark.NibbleKryoRegistrator` | with `spark.serializer` Kryo and `spark.kryo.registrationRequired=true`; it has to be set at submission, a plugin comes too late |
      | `spark.broadcast.compress` | `false` | for large models: packed 4-bit weights do not compress; see [operations.md](operations.md) |
      | `spark.executor.memoryOverhead` | the sum of the models' sizes more | weights live outside the heap; see [operations.md](operations.md) |

      The environment variable `NIBBLE_ISA` forces an implementation of the kernels in one process, as `spark.nibble.isa` does in
      an application; the setting wins.

      Two system properties of a JVM (`spark.driver.extraJavaOptions`, `spark.executor.extraJavaOptions`) concern the native
      library: `-Dio.nibble.native.cachedir=DIR` names a directory that it passes through when it is loaded, on a file system
      mounted without `noexec`, instead of the first that serves of the temporary directory, `.cache` in the user's home, the
      working directory and `/dev/shm`; `-Dio.nibble.native.disabled=true` leaves it alone and computes the same bits in plain Java.
      """;

  @Test
  void pageAndKeysAgree() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (ConfKey<?> key : NibbleKeys.ALL) {
      page.append(row(key));
    }
    page.append(TAIL);
    if (Boolean.getBoolean("nibble.writeDocs")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).content().isEqualTo(page.toString());
  }

  private static String row(ConfKey<?> key) {
    String text = key.defaultText();
    return String.format(
        "| `%s` | %s | %s | %s |%n",
        key.name(), text.isEmpty() ? "empty" : "`" + text + "`", key.values(), key.doc());
  }
}
