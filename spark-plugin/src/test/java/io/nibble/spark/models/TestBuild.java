package io.nibble.spark.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBuild {
  @TempDir Path directory;

  @Test
  void anObjectOfThisBuildIsRead() throws Exception {
    assertThat(roundTrip(Build.HERE)).isSameAs(Build.HERE);
    assertThat(Build.of(Build.HERE.settings()).difference(Build.HERE)).isEmpty();
  }

  @Test
  void anObjectOfAnotherBuildIsRefusedNamingBoth() {
    Build other = new Build("9.9.9", "0123456789ab");
    assertThatThrownBy(() -> roundTrip(other))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("the Spark driver runs Nibble 9.9.9 (build 0123456789ab)")
        .hasMessageContaining("this executor Nibble " + Build.HERE)
        .hasMessageContaining("Use one jar for both");
  }

  @Test
  void ofOneVersionTheClassesTell() {
    Build a = new Build("1.0", "aa");
    assertThat(a.difference(new Build("1.0", "aa"))).isEmpty();
    assertThat(a.difference(new Build("1.0", "bb"))).contains("1.0 (build aa)", "1.0 (build bb)");
    assertThat(a.difference(new Build("1.1", "aa"))).isNotEmpty();
    assertThat(a.difference(new Build("1.0", ""))).as("not to be told").isEmpty();
    assertThat(a.difference(Build.of(Map.of()))).as("before there were builds").isNotEmpty();
  }

  @Test
  void theDigestIsThatOfOurFilesInAJarOrAFolder() throws IOException {
    String plain = BuildDigest.of(jar("plain.jar", Map.of("io/nibble/A.class", "a")));
    assertThat(plain).hasSize(12);
    assertThat(BuildDigest.of(jar("fat.jar", Map.of("io/nibble/A.class", "a", "org/B.class", "b"))))
        .as("packaged with others")
        .isEqualTo(plain);
    assertThat(BuildDigest.of(jar("changed.jar", Map.of("io/nibble/A.class", "b"))))
        .isNotEqualTo(plain);
    assertThat(BuildDigest.of(jar("moved.jar", Map.of("io/nibble/b/A.class", "a"))))
        .isNotEqualTo(plain);
    Path folder = Files.createDirectories(directory.resolve("classes/io/nibble"));
    Files.writeString(folder.resolve("A.class"), "a");
    assertThat(BuildDigest.of(directory.resolve("classes"))).isEqualTo(plain);
  }

  private Path jar(String name, Map<String, String> files) throws IOException {
    Path jar = directory.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes());
      }
    }
    return jar;
  }

  private static Object roundTrip(Object value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }
}
