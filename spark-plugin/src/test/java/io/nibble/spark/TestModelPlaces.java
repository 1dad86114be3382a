package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.nibble.build.ModelFixtures;
import io.nibble.spark.ml.NibbleModel;
import io.nibble.spark.models.store.ModelStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Models on file systems that need settings, which may be made while the application runs, in a
 * session or for all. Executors read the files themselves; nothing is shared but what travels.
 */
class TestModelPlaces {
  @RegisterExtension
  static final SparkFixture SPARK =
      SparkFixture.withPlugin()
          .with("spark.nibble.model.distribution", "file")
          .with("spark.hadoop.fs.viewfs.impl.disable.cache", "true");

  private static final String QUERY =
      "SELECT id, nibble_predict('%s', array(id, 1, -id, 2)) s FROM range(0, 40, 1, 4)";
  private List<String> expected;
  private Path file;

  @BeforeEach
  void writeModel() {
    file = SPARK.directory().resolve("m.nibble");
    ModelFixtures.mlp(file, 1, 4, 3);
    expected = Rows.sorted(scores(SPARK.session(), file.toString()));
    ModelStore.instance().clear();
  }

  @Test
  void aMountTableSetInTheSession() {
    SparkSession session = SPARK.session().newSession();
    session.sql("SET `fs.viewfs.mounttable.one.link./models`=`file://" + SPARK.directory() + "`");
    Dataset<Row> query = scores(session, "viewfs://one/models/m.nibble");
    SparkSession.setActiveSession(SPARK.session());
    assertThat(Rows.sorted(query)).isEqualTo(expected);
    assertThatThrownBy(() -> scores(SPARK.session(), "viewfs://one/models/m.nibble"))
        .as("another session")
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("viewfs://one/models/m.nibble");
  }

  @Test
  void aMountTableSetForAllWhileTheApplicationRuns() {
    SPARK
        .session()
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.viewfs.mounttable.all.link./models", "file://" + SPARK.directory());
    SparkSession other = SPARK.session().newSession();
    assertThat(Rows.sorted(scores(other, "viewfs://all/models/m.nibble"))).isEqualTo(expected);
  }

  @Test
  void theSameForTheClassicUdfAndPipelines() throws IOException {
    SparkSession session = SPARK.session().newSession();
    session.conf().set("fs.viewfs.mounttable.udf.link./models", "file://" + SPARK.directory());
    Nibble.register(session, "classic", "viewfs://udf/models/m.nibble");
    SparkSession.setActiveSession(session);
    try {
      Dataset<Row> features =
          session.sql("SELECT id, array(float(id), 1f, float(-id), 2f) f FROM range(0, 40, 1, 4)");
      assertThat(Rows.sorted(features.selectExpr("id", "classic(f) s"))).isEqualTo(expected);
      NibbleModel stage =
          new NibbleModel()
              .setModelPath("viewfs://udf/models/m.nibble")
              .setFeaturesCol("f")
              .setRawPredictionCol("s");
      assertThat(stage.transform(features).count()).isEqualTo(40);
    } finally {
      SparkSession.setActiveSession(SPARK.session());
    }
  }

  @Test
  void aWebServerIsRefusedInWords() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] bytes = Files.readAllBytes(file);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      String path = "http://127.0.0.1:" + server.getAddress().getPort() + "/m.nibble";
      assertThatThrownBy(() -> scores(SPARK.session(), path))
          .isInstanceOf(AnalysisException.class)
          .hasMessageContaining("model " + path + ": cannot be read: ")
          .hasMessageContaining("a file system (http) that does not tell how long a file is")
          .hasMessageContaining("Copy the file to");
    } finally {
      server.stop(0);
    }
  }

  private static Dataset<Row> scores(SparkSession session, String model) {
    return session.sql(QUERY.formatted(model));
  }
}
