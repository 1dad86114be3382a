package io.nibble.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a library must be built for to be loaded here, in JavaCPP's words: "linux-x86_64". */
final class Platform {
  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
  private static final Pattern MUSL = Pattern.compile("/(ld-musl-[^/]+|libc\\.so)$");

  private Platform() {}

  static String here() throws IOException {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"), isMusl());
  }

  /** JavaCPP has no word for musl, the C library of Alpine: "linux-x86_64-musl". */
  static String of(String os, String arch, boolean musl) {
    String name = os.toLowerCase(Locale.ROOT);
    String family = name.startsWith("mac") ? "macosx" : name.split(" ")[0];
    String cpu =
        switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> arch;
        };
    return family + "-" + cpu + (musl ? "-musl" : "");
  }

  private static boolean isMusl() throws IOException {
    if (!Files.isReadable(MAPPED_FILES)) {
      return false;
    }
    try (Stream<String> files = Files.lines(MAPPED_FILES)) {
      return isMusl(files);
    }
  }

  /** musl is its own loader; glibc's libc.so.6 has a number. */
  static boolean isMusl(Stream<String> mappedFiles) {
    return mappedFiles.anyMatch(file -> MUSL.matcher(file).find());
  }
}
