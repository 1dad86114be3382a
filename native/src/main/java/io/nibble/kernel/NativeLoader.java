package io.nibble.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Extracts and loads the library that the jar holds for this platform. */
final class NativeLoader {
  private NativeLoader() {}

  static void load() throws IOException {
    Path directory = CacheDirectory.create(hash(resource()));
    configureJavaCpp(directory);
    try {
      NativeProvider.load();
    } catch (LinkageError e) {
      throw explained(e, directory);
    }
  }

  /** Folder of the jar and name of this platform, in JavaCPP's words: "linux-x86_64". */
  static String platform(String os, String arch) {
    String name = os.toLowerCase(Locale.ROOT);
    String family = name.startsWith("mac") ? "macosx" : name.split(" ")[0];
    return switch (arch) {
      case "amd64", "x86_64" -> family + "-x86_64";
      case "aarch64", "arm64" -> family + "-arm64";
      default -> family + "-" + arch;
    };
  }

  private static byte[] resource() throws IOException {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    String name = platform + "/" + System.mapLibraryName("jniNibble");
    try (InputStream in = NativeLoader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new UnsatisfiedLinkError(
            "this build has no native library for the platform " + platform + " (no " + name + ")");
      }
      return in.readAllBytes();
    }
  }

  private static String hash(byte[] library) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(library);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Must run before the first JavaCPP class. Its defaults count the whole process against the heap
   * limit and name extracted files after the jar, so that two builds overwrite each other.
   */
  private static void configureJavaCpp(Path directory) {
    set("maxbytes", "0");
    set("maxphysicalbytes", "0");
    set("nopointergc", "true");
    set("cachedir", directory.toString());
  }

  private static void set(String key, String value) {
    System.setProperty("org.bytedeco.javacpp." + key, value);
  }

  private static UnsatisfiedLinkError explained(LinkageError e, Path directory) {
    String reason =
        Mounts.isNoExec(directory)
            ? directory
                + " is on a file system mounted noexec; set -D"
                + CacheDirectory.PROPERTY
                + " to a directory that allows execution"
            : e + (e.getCause() == null ? "" : ", because of " + e.getCause());
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(reason);
    error.initCause(e);
    return error;
  }
}
