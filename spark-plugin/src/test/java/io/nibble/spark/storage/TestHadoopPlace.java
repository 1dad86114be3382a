package io.nibble.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestHadoopPlace {
  @TempDir java.nio.file.Path directory;

  private final Configuration conf = StoppingFileSystem.in(new Configuration());
  private String in;

  @BeforeEach
  void create() throws IOException {
    in = Files.createDirectory(directory.resolve("in")).toString();
    conf.set("fs.viewfs.mounttable.data.link./tables", "file:" + directory);
    conf.set("fs.remote.impl", RemoteFileSystem.One.class.getName());
    conf.set("fs.alias.impl", RemoteFileSystem.Alias.class.getName());
    conf.set("fs.other.impl", RemoteFileSystem.Other.class.getName());
  }

  private boolean overlap(String one, String other) throws IOException {
    HadoopPlace first = HadoopPlace.of(new Path(one), conf);
    HadoopPlace second = HadoopPlace.of(new Path(other), conf);
    assertThat(second.overlaps(first)).isEqualTo(first.overlaps(second));
    return first.overlaps(second);
  }

  @Test
  void thisMachineHasManyNames() throws IOException {
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("in"));
    List<String> names =
        List.of(
            in + "/",
            "file:" + in,
            "file://" + in,
            "file:///" + in,
            "stop://" + in,
            "file:" + directory + "/link",
            "viewfs://data/tables/in",
            "viewfs://data/tables",
            in + "/new",
            "viewfs://data/tables/in/new/deep");
    for (String name : names) {
      assertThat(overlap(in, name)).as(name).isTrue();
    }
    for (String name : List.of(in + "2", "viewfs://data/tables/in2", "viewfs://data/tables/new")) {
      assertThat(overlap(in, name)).as(name).isFalse();
    }
  }

  @Test
  void otherMachines() throws IOException {
    assertThat(overlap("remote://host/a", "remote://host:4242/a/b")).as("default port").isTrue();
    assertThat(overlap("remote://host/a", "remote://host:4243/a/b")).as("another port").isFalse();
    assertThat(overlap("remote://host/a", "alias://host/a")).as("one bucket").isTrue();
    assertThat(overlap("remote://host/a", "other://host/a")).as("another store").isFalse();
    assertThat(overlap("remote://host/a", "remote://host/ab")).as("a longer name").isFalse();
    assertThat(overlap("remote://host/a", "remote://host/A")).as("another case").isFalse();
    assertThat(overlap("remote://host/a", "/a")).as("this machine").isFalse();
    conf.set("fs.defaultFS", "remote://host");
    assertThat(overlap("remote://host/a", "/a/b")).as("the default").isTrue();
    assertThat(overlap("remote:///a", "/a/b")).as("its authority left out").isTrue();
  }
}
