package io.nibble.spark.models;

import io.nibble.file.Sha256;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the classes of one build of Nibble from those of another. */
final class BuildDigest {
  private static final Logger LOG = LoggerFactory.getLogger(BuildDigest.class);
  private static final String OURS = "io/nibble/";

  private BuildDigest() {}

  /** Of the jar or folder that {@code type} is from; empty if that is no file of this machine. */
  static String of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      return "";
    }
    try {
      URI place = source.getLocation().toURI();
      return "file".equals(place.getScheme()) ? of(new File(place).toPath()) : "";
    } catch (IOException | URISyntaxException e) {
      LOG.info("Which build of Nibble this is cannot be told", e);
      return "";
    }
  }

  static String of(Path place) throws IOException {
    MessageDigest digest = Sha256.digest();
    for (var file : (Files.isDirectory(place) ? ofFolder(place) : ofJar(place)).entrySet()) {
      digest.update(
          (file.getKey() + ' ' + file.getValue() + '\n').getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  /** Our files in a jar, whatever else is packaged with them, with their checksums. */
  private static SortedMap<String, Long> ofJar(Path jar) throws IOException {
    SortedMap<String, Long> files = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.stream()
          .filter(entry -> entry.getName().startsWith(OURS) && !entry.isDirectory())
          .forEach(entry -> files.put(entry.getName(), entry.getCrc()));
    }
    return files;
  }

  private static SortedMap<String, Long> ofFolder(Path folder) throws IOException {
    SortedMap<String, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder.resolve(OURS))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        CRC32 checksum = new CRC32();
        checksum.update(Files.readAllBytes(file));
        files.put(folder.relativize(file).toString(), checksum.getValue());
      }
    }
    return files;
  }
}
